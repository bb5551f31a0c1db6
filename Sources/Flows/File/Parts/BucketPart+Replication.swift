import Pipeline

/// `ReplicationConfiguration`, in the words of the service
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationConfiguration.html). Its `Role` is taken and means nothing here.
extension BucketPart {
    static func replication(_ value: FlowValue, _ reader: inout FlowReader) -> [ReplicationRule] {
        rules(value, beside: ["Role"], &reader) { value, id, reader in
            let known = ["ID", "Priority", "Prefix", "Filter", "Status", "Destination", "DeleteMarkerReplication"]
            guard let object = reader.members(of: value, known) else { return nil }
            let isEnabled = isEnabled(object, &reader)
            let prefix = prefix(object, &reader)
            let priority = reader.whole(object, "Priority", 0...Int(Int32.max)) ?? 0
            var copiesMarkers = false
            if let value = object["DeleteMarkerReplication"], let markers = reader.members(of: value, ["Status"]) {
                copiesMarkers = self.isEnabled(markers, &reader)
            }
            guard let value = object["Destination"] else {
                reader.refuse(object, "has no Destination", "name the bucket that the copies go to")
                return nil
            }
            guard let destination = reader.members(of: value, ["Bucket", "StorageClass"]) else { return nil }
            let storageClass = storageClass(destination, &reader)
            guard let text = reader.required(destination, "Bucket", "name the bucket that the copies go to"),
                let place = destination["Bucket"]
            else { return nil }
            // The service wants an ARN here; a name is as clear.
            let arn = "arn:aws:s3:::"
            let name = text.hasPrefix(arn) ? String(text.dropFirst(arn.count)) : text
            reader.refer(to: .bucket, name, at: place)
            return ReplicationRule(
                id: id,
                prefix: prefix,
                isEnabled: isEnabled,
                priority: priority,
                destination: name,
                storageClass: storageClass ?? .standard,
                copiesDeleteMarkers: copiesMarkers
            )
        }
    }
}
