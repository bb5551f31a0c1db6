/// Where the bytes of objects' versions lie. What versions there are is the journal's to say: a service keeps bytes, and only those.
///
/// A version is written once. What ``write(_:key:version:bucket:)`` answered for is there, whole, until it is removed.
package protocol StorageService: Sendable {
    /// Keeps a version's bytes, durably where the service is durable, and answers the place to read them from. No key, bucket or
    /// version that a caller gives leads to bytes of another one.
    ///
    /// - Throws: ``ErrorInfo`` `InvalidBucketName`, `InvalidArgument` (of a version), `InternalError`.
    func write(_ bytes: [UInt8], key: String, version: String, bucket: String) async throws -> String

    /// The bytes at a place.
    ///
    /// - Throws: ``ErrorInfo`` `InternalError`, also where nothing is.
    func read(_ place: String) async throws -> [UInt8]

    /// Removes the bytes at a place; where nothing is, this does nothing.
    func remove(_ place: String) async
}
