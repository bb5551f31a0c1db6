/// An object that a function needs and that nothing puts: reference data. It is there when the pipeline starts.
package struct ReferenceObject: Sendable {
    package var bucket: String
    package var key: String
    package var bytes: [UInt8]

    package init(bucket: String, key: String, bytes: [UInt8]) {
        self.bucket = bucket
        self.key = key
        self.bytes = bytes
    }
}
