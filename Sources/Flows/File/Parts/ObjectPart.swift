import Pipeline

/// `objects: [{Bucket: shop-data, Key: catalogue.json, File: catalogue.json}]`: reference data that is there when the pipeline starts.
enum ObjectPart: FlowPart {
    static let section = "objects"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard let object = reader.members(of: value, ["Bucket", "Key", "File"]) else { return }
        let bucket = reader.required(object, "Bucket", "name the bucket that it lies in")
        let key = reader.required(object, "Key", "give the object a key")
        let path = reader.required(object, "File", "give the path of a file with what is in it")
        if let bucket, let value = object["Bucket"] { reader.refer(to: .bucket, bucket, at: value) }
        if let key, let value = object["Key"] {
            if key.utf8.count > 1_024 { reader.refuse(value, "is \(key.utf8.count) bytes long, but may be 1024") }
            reader.define(.object, "\(bucket ?? "")/\(key)", at: value)
        }
        guard let bucket, let key, let path else { return }
        guard let bytes = reader.surroundings.file(path) else {
            reader.refuse(
                object["File"] ?? object,
                "there is no file \(reader.surroundings.absolute(path))",
                "a path starts from the flow file's folder"
            )
            return
        }
        file.definition.referenceObjects.append(ReferenceObject(bucket: bucket, key: key, bytes: bytes))
    }
}
