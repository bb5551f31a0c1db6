import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which file it is, whatever its name: two names with the same identity lead to the same bytes.
package struct FileIdentity: Hashable, Sendable {
    package var device: UInt64
    package var inode: UInt64

    init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
    }
}

/// How far a file has been read, in facts that outlive the descriptor it was read with.
package struct FilePosition: Hashable, Sendable {
    package var identity: FileIdentity
    /// The first bytes, at most ``beginningLength``, none of them beyond `offset`: a file that begins otherwise was written
    /// anew, though its inode is the same.
    package var beginning: [UInt8]
    /// Where reading goes on: the first byte of a line.
    package var offset: Int64
    /// The number of that line, counted from 1.
    package var line: Int
    /// The bytes just before `offset`, at most ``endingLength``; empty where they are not known. They too tell a file that was
    /// written anew.
    package var ending: [UInt8]

    package static let beginningLength = 256
    package static let endingLength = 64

    package init(identity: FileIdentity, beginning: [UInt8], offset: Int64, line: Int, ending: [UInt8] = []) {
        self.identity = identity
        self.beginning = beginning
        self.offset = offset
        self.line = line
        self.ending = ending
    }

    /// The beginning of an open file. Whoever reads on moves `offset` and `line` along; `beginning` keeps what is there now.
    ///
    /// - Throws: ``InputError`` naming `path`.
    package init(of descriptor: Int32, path: String) throws(InputError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw InputError("\(path): \(reason(errno))") }
        self.init(identity: FileIdentity(status), beginning: FilePosition.beginning(of: descriptor), offset: 0, line: 1)
    }

    /// How far a file has been loaded.
    init(of file: RawFile, offset: Int, line: Int) {
        let beginning = file.bytes(0..<min(offset, FilePosition.beginningLength))
        self.init(
            identity: FileIdentity(device: file.device, inode: file.inode),
            beginning: beginning,
            offset: Int64(offset),
            line: line,
            ending: file.bytes(max(0, offset - FilePosition.endingLength)..<offset)
        )
    }

    /// Up to `length` bytes from the beginning of a file; fewer where it is shorter or cannot be read.
    static func beginning(of descriptor: Int32, length: Int = beginningLength) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, length, 0))
        }
    }

    /// Whether a file that begins as this one may hold what was read up to `position`.
    func mayContinue(_ position: FilePosition) -> Bool {
        !position.beginning.isEmpty && beginning.starts(with: position.beginning)
    }
}
