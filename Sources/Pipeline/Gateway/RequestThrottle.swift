import EventModel

/// The buckets of the routes, and of the keys on each route.
struct RequestThrottle: Sendable {
    private struct Place: Hashable {
        var route: Int
        /// Nil: the route's own.
        var key: String?
    }
    /// As many as there are routes and keys.
    private var buckets: [Place: TokenBucket] = [:]

    /// Takes a token of the route and one of the key, both or neither; answers how long to wait where there is none, else nil.
    mutating func take(_ place: Int, _ route: RouteDefinition, key: String?, at now: Timestamp) -> Duration? {
        var places: [(Place, ThrottleRate)] = []
        if let rate = route.throttle { places.append((Place(route: place, key: nil), rate)) }
        if let rate = route.keyThrottle, let key { places.append((Place(route: place, key: key), rate)) }
        var longest = Duration.zero
        for (place, rate) in places {
            longest = max(longest, buckets[place, default: TokenBucket(rate, at: now)].wait(at: now))
        }
        if longest > .zero { return longest }
        for (place, _) in places { buckets[place]?.take() }
        return nil
    }
}
