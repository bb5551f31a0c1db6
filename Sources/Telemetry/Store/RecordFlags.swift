/// What a record is besides its columns.
struct RecordFlags: OptionSet, BitwiseCopyable {
    var rawValue: UInt8
    /// Kept raw: no JSON object.
    static let malformed = RecordFlags(rawValue: 1)
    /// Cut to the longest line the store keeps.
    static let truncated = RecordFlags(rawValue: 2)
    /// It carries an error, or its severity is `error` or worse.
    static let failed = RecordFlags(rawValue: 4)
    /// The first line of an invocation.
    static let start = RecordFlags(rawValue: 8)
    /// A failed delivery attempt that another is to follow.
    static let retryPlanned = RecordFlags(rawValue: 16)
    /// A `queue` hop on a stream that nothing reads. The same bit: such a hop is no attempt.
    static let noReader = RecordFlags(rawValue: 16)
    /// It names a request.
    static let request = RecordFlags(rawValue: 32)
    /// It carries metrics.
    static let metrics = RecordFlags(rawValue: 64)
    /// It says no time.
    static let timeless = RecordFlags(rawValue: 128)
}
