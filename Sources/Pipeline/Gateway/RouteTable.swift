/// Which route a request is for.
package struct RouteTable: Sendable {
    package enum Match: Sendable {
        /// The route's place in the definition, and its path parameters.
        case route(Int, parameters: [String: String])
        /// The path is there, for these methods, in order; the first route of the path says what browsers may do.
        case wrongMethod(allowed: [String], first: Int)
        case none
    }

    private let routes: [RouteDefinition]
    /// The places of the routes, those that are to be asked first at the beginning.
    private let order: [Int]

    package init(_ routes: [RouteDefinition]) {
        self.routes = routes
        order = routes.indices.sorted { a, b in
            if routes[a].path.isMoreSpecific(than: routes[b].path) { return true }
            if routes[b].path.isMoreSpecific(than: routes[a].path) { return false }
            // A method that is named goes before `ANY`.
            return (routes[a].method == "ANY" ? 1 : 0, a) < (routes[b].method == "ANY" ? 1 : 0, b)
        }
    }

    /// - Parameter path: the decoded segments.
    package func match(_ method: String, _ path: [String]) -> Match {
        var allowed: [String] = []
        var first: Int?
        for place in order {
            guard let parameters = routes[place].path.match(path) else { continue }
            if routes[place].method == method || routes[place].method == "ANY" {
                return .route(place, parameters: parameters)
            }
            if first == nil { first = place }
            if !allowed.contains(routes[place].method) { allowed.append(routes[place].method) }
        }
        guard let first else { return .none }
        return .wrongMethod(allowed: allowed.sorted(), first: first)
    }
}
