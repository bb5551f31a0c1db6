/// Where files of records are kept: on disk, or in memory for tests and for looking.
protocol RecordStore: Sendable {
    /// The names of the files there, in order; none if nothing was ever written.
    func names() throws -> [String]
    /// The bytes of a file from `offset` on, at most `limit`; nil if there is no such file. A negative offset counts from the end.
    func read(_ name: String, from offset: Int, limit: Int) throws -> [UInt8]?
    /// Opens a file to append to, made if it is not there, and holds it until it is closed or the process ends; nil while
    /// another holds it.
    func open(_ name: String) throws -> (any RecordFile)?
    /// Whether someone holds a file.
    func isHeld(_ name: String) throws -> Bool
    /// The same as ``open(_:)``, waiting for its turn; held while `body` runs.
    func exclusively<R>(_ name: String, _ body: (any RecordFile) throws -> R) throws -> R
    /// Replaces a small file as a whole.
    func replace(_ name: String, with bytes: [UInt8]) throws
    func remove(_ name: String) throws
}

/// A file that is appended to.
protocol RecordFile: Sendable {
    /// Appends; when it returns a durable append is on disk.
    func append(_ bytes: [UInt8], isDurable: Bool) throws
    /// The bytes from `offset` on.
    func read(from offset: Int) throws -> [UInt8]
    func size() throws -> Int
    /// Cuts off what is behind `size`: a last line that was not written to its end.
    func truncate(to size: Int) throws
    func close()
}

extension RecordStore {
    func read(_ name: String) throws -> [UInt8]? { try read(name, from: 0, limit: .max) }
}
