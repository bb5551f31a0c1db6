/// What is known of one flow without reading its records.
struct FlowOutline {
    /// The number of one of its keys; where several keys are joined, the smallest.
    var key: Int
    var records: Int
    var errors: Int
    var started: Int64
    var ended: Int64
    /// Id of its first record to arrive.
    var first: Int
}
