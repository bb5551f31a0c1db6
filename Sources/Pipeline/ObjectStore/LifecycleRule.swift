package import EventModel

/// What becomes of a bucket's objects with age
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html).
package struct LifecycleRule: Hashable, Sendable {
    /// An age in days. Whole days are up at the midnight (UTC) that follows, as in the service; any other time is up when it has
    /// passed, so that a demonstration need not wait for a day.
    package struct Age: Hashable, Sendable {
        package var duration: Duration
        private static let day = Timestamp(seconds: 86_400).nanoseconds

        package init(_ duration: Duration) { self.duration = duration }
        package static func days(_ days: Int) -> Age { Age(.seconds(86_400 * Int64(days))) }

        private var isWholeDays: Bool { duration.nanoseconds % Self.day == 0 }

        /// When what began at `start` has reached this age.
        package func due(from start: Timestamp) -> Timestamp {
            let end = (start + duration).nanoseconds
            guard isWholeDays, end % Self.day != 0 else { return Timestamp(nanoseconds: end) }
            return Timestamp(nanoseconds: (end / Self.day + 1) * Self.day)
        }

        /// The latest beginning of what has reached this age by `now`.
        package func latestStart(by now: Timestamp) -> Timestamp {
            let midnight = now.nanoseconds / Self.day * Self.day
            let end = isWholeDays ? midnight : now.nanoseconds
            return Timestamp(nanoseconds: end - duration.nanoseconds)
        }
    }

    package struct Transition: Hashable, Sendable {
        package var age: Age
        package var storageClass: StorageClass
        package init(after age: Age, to storageClass: StorageClass) {
            self.age = age
            self.storageClass = storageClass
        }
    }

    /// Removes versions that are no longer the newest, for ever.
    package struct NoncurrentExpiration: Hashable, Sendable {
        /// Since a newer one took its place.
        package var age: Age
        /// So many of them are kept whatever their age, 0 to 100.
        package var newerVersions: Int
        package init(after age: Age, keeping newerVersions: Int = 0) {
            self.age = age
            self.newerVersions = newerVersions
        }
    }

    package var id: String
    /// Of the keys; empty: all of the bucket.
    package var prefix: String
    package var isEnabled: Bool
    package var transitions: [Transition]
    /// The newest version gets a delete marker above it.
    package var expiration: Age?
    /// A delete marker under which no version is left is removed.
    package var removesExpiredMarkers: Bool
    package var noncurrent: NoncurrentExpiration?

    package init(
        id: String,
        prefix: String = "",
        isEnabled: Bool = true,
        transitions: [Transition] = [],
        expiration: Age? = nil,
        removesExpiredMarkers: Bool = false,
        noncurrent: NoncurrentExpiration? = nil
    ) {
        self.id = id
        self.prefix = prefix
        self.isEnabled = isEnabled
        self.transitions = transitions
        self.expiration = expiration
        self.removesExpiredMarkers = removesExpiredMarkers
        self.noncurrent = noncurrent
    }

    /// The shortest of its ages, and how soon it may have to do something with what is stored now.
    var shortest: Age? {
        let ages = transitions.map(\.age) + [expiration, noncurrent?.age].compactMap { $0 }
        if removesExpiredMarkers { return Age(.nanoseconds(1)) }
        return ages.min { $0.duration < $1.duration }
    }
}
