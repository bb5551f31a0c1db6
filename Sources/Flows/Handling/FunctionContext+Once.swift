import Pipeline

extension FunctionContext {
    /// Stores an object, unless its newest version is just that: what is done again adds no version.
    func putUnlessThere(_ bytes: [UInt8], key: String, in bucket: String, metadata: [String: String] = [:]) async throws
    {
        if let there = try await head(key, in: bucket), there.etag == ObjectStore.etag(bytes),
            there.size == bytes.count,
            there.metadata == metadata
        {
            return
        }
        try await put(bytes, key: key, in: bucket, metadata: metadata)
    }
}
