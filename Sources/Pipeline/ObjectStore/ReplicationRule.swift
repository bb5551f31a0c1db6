/// Copies the objects of a bucket into another one
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html).
package struct ReplicationRule: Hashable, Sendable {
    package var id: String
    /// Of the keys; empty: all of the bucket.
    package var prefix: String
    package var isEnabled: Bool
    /// Of several rules with one destination the one with the highest counts.
    package var priority: Int
    /// The other bucket.
    package var destination: String
    package var storageClass: StorageClass
    /// Whether a delete marker is copied too. That of a lifecycle rule never is, nor is a version's removal.
    package var copiesDeleteMarkers: Bool

    package init(
        id: String,
        prefix: String = "",
        isEnabled: Bool = true,
        priority: Int = 0,
        destination: String,
        storageClass: StorageClass = .standard,
        copiesDeleteMarkers: Bool = false
    ) {
        self.id = id
        self.prefix = prefix
        self.isEnabled = isEnabled
        self.priority = priority
        self.destination = destination
        self.storageClass = storageClass
        self.copiesDeleteMarkers = copiesDeleteMarkers
    }
}

/// How far the copies of an object's version are
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-status.html).
package enum ReplicationStatus: String, Sendable {
    case pending = "PENDING"
    case completed = "COMPLETED"
    /// Given up for at least one destination.
    case failed = "FAILED"
    /// It is a copy itself, and is not copied on.
    case replica = "REPLICA"
}
