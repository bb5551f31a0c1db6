package import EventModel
import GRDB

/// What is known of one version of an object, or of a delete marker.
package struct ObjectVersion: Hashable, Sendable {
    package var bucket: String
    package var key: String
    package var version: String
    package var isDeleteMarker: Bool
    package var size: Int
    package var etag: String
    package var stored: Timestamp
    /// Since when it is not the newest; nil: it is.
    package var superseded: Timestamp?
    package var storageClass: StorageClass
    /// Nil where no rule copies it.
    package var replication: ReplicationStatus?
    /// What was stored with it: `x-amz-meta-` of the service.
    package var metadata: [String: String]
    package var correlationID: String?
    /// The event that told of it.
    package var eventID: String?
    var store: String
    var path: String

    /// The columns that ``init(_:)`` reads, in order.
    static let columns =
        "bucket, key, version, marker, size, etag, stored, superseded, class, status, metadata, correlation_id, event_id, store, path"

    init(_ row: Row) {
        bucket = row[0]
        key = row[1]
        version = row[2]
        isDeleteMarker = row[3]
        size = row[4]
        etag = row[5]
        stored = row[6]
        superseded = row[7]
        storageClass = StorageClass(rawValue: row[8]) ?? .standard
        replication = (row[9] as String?).flatMap(ReplicationStatus.init(rawValue:))
        metadata = (JSON(column: row[10]).object?.members ?? []).reduce(into: [:]) { $0[$1.name] = $1.value.string }
        correlationID = row[11]
        eventID = row[12]
        store = row[13]
        path = row[14]
    }

    init(
        bucket: String,
        key: String,
        version: String,
        isDeleteMarker: Bool = false,
        size: Int = 0,
        etag: String = "",
        stored: Timestamp,
        storageClass: StorageClass = .standard,
        replication: ReplicationStatus? = nil,
        metadata: [String: String] = [:],
        correlationID: String?,
        eventID: String?,
        store: String = "",
        path: String = ""
    ) {
        self.bucket = bucket
        self.key = key
        self.version = version
        self.isDeleteMarker = isDeleteMarker
        self.size = size
        self.etag = etag
        self.stored = stored
        self.storageClass = storageClass
        self.replication = replication
        self.metadata = metadata
        self.correlationID = correlationID
        self.eventID = eventID
        self.store = store
        self.path = path
    }
}
