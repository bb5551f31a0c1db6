import EventModel

/// What a bucket tells of an object, in the shape of the service's own events, source `aws.s3` included, so that patterns written for
/// it match (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html).
enum ObjectEvent: Sendable {
    case created
    /// A copy that a replication rule made.
    case replicated
    /// By somebody; whether a version was removed for ever shows in the object.
    case deleted(isPermanent: Bool)
    /// By a lifecycle rule.
    case expired(isPermanent: Bool)
    case moved(to: StorageClass)

    private var type: String {
        switch self {
        case .created, .replicated: "Object Created"
        case .deleted, .expired: "Object Deleted"
        case .moved: "Object Storage Class Changed"
        }
    }

    private var more: [JSON.Member] {
        func deletion(_ isPermanent: Bool) -> JSON.Member {
            JSON.Member("deletion-type", isPermanent ? "Permanently Deleted" : "Delete Marker Created")
        }
        // What nobody asked for comes from the service itself.
        let service = JSON.Member("requester", "s3.amazonaws.com")
        switch self {
        case .created: return [JSON.Member("reason", "PutObject")]
        case .replicated: return [JSON.Member("reason", "PutObject"), service]
        case .deleted(let isPermanent): return [JSON.Member("reason", "DeleteObject"), deletion(isPermanent)]
        case .expired(let isPermanent):
            return [JSON.Member("reason", "Lifecycle Expiration"), deletion(isPermanent), service]
        case .moved(let storageClass):
            return [JSON.Member("destination-storage-class", .string(storageClass.rawValue)), service]
        }
    }

    func event(of object: ObjectVersion, id: String, cause: String?, correlationID: String, at now: Timestamp) -> Event
    {
        var about = [JSON.Member("key", .string(object.key))]
        if !object.isDeleteMarker {
            about += [JSON.Member("size", .int(object.size)), JSON.Member("etag", .string(object.etag))]
        }
        about.append(JSON.Member("version-id", .string(object.version)))
        let data = [
            JSON.Member("version", "0"), JSON.Member("bucket", ["name": .string(object.bucket)]),
            JSON.Member("object", .object(JSON.Object(about))),
        ]
        return Event(
            id: id,
            source: "aws.s3",
            type: type,
            time: now,
            subject: object.key,
            data: .object(JSON.Object(data + more)),
            correlationID: correlationID,
            causationID: cause
        )
    }
}
