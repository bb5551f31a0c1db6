import EventModel
import Pipeline

extension BucketDefinition {
    /// What the rules of a bucket do, in the shape of `pipeline describe -o json`.
    var described: JSON {
        [
            "name": .string(name), "location": location.map { .string($0) } ?? .null,
            "lifecycle": .array(lifecycle.map(\.described)), "replication": .array(replication.map(\.described)),
        ]
    }
}

extension LifecycleRule.Age {
    fileprivate var json: JSON { .double(duration.inSeconds) }
}

extension LifecycleRule {
    fileprivate var described: JSON {
        [
            "id": .string(id), "prefix": .string(prefix), "enabled": .bool(isEnabled),
            "transitions": .array(
                transitions.map { ["after_s": $0.age.json, "storage_class": .string($0.storageClass.rawValue)] }
            ),
            "expires_after_s": expiration?.json ?? .null,
            "noncurrent": noncurrent.map { ["expires_after_s": $0.age.json, "keeps": .int($0.newerVersions)] } ?? .null,
            "removes_expired_delete_markers": .bool(removesExpiredMarkers),
        ]
    }
}

extension ReplicationRule {
    fileprivate var described: JSON {
        [
            "id": .string(id), "prefix": .string(prefix), "enabled": .bool(isEnabled), "priority": .int(priority),
            "destination": .string(destination), "storage_class": .string(storageClass.rawValue),
            "delete_markers": .bool(copiesDeleteMarkers),
        ]
    }
}
