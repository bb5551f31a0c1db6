/// Where the records of one key are.
struct FlowPart {
    var hash: UInt64
    /// Ids of its first and last record; only records between them have the key.
    var first: Int
    var last: Int
}
