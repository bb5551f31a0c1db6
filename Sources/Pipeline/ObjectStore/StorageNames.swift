import EventModel

/// The names that a ``StorageService`` makes places of.
enum StorageNames {
    /// Refuses names that could lead out of a bucket: a version's has letters, digits and hyphens only, at most 128.
    ///
    /// - Throws: ``ErrorInfo`` `InvalidBucketName` or `InvalidArgument`.
    static func check(version: String, bucket: String) throws(ErrorInfo) {
        if !ObjectStore.isBucketName(bucket) {
            throw ErrorInfo(type: "InvalidBucketName", message: "The specified bucket is not valid: \(bucket)")
        }
        let ok = version.utf8.allSatisfy { 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 0x2D }
        if !ok || !(1...128).contains(version.utf8.count) {
            throw ErrorInfo(
                type: "InvalidArgument",
                message: "A version's id has 1 to 128 letters, digits and hyphens: \(version)"
            )
        }
    }
}
