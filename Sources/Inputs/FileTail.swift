#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads one file to its end, and what is appended to it later. Rotation by rename, truncation, copy-and-truncate, deletion and
/// return are noticed at the next poll; what could be read before is read first. Never maps the file: one that is truncated
/// under a mapping kills the process.
struct FileTail: ~Copyable {
    let path: String
    private var descriptor: Int32 = -1
    private var identity: (device: UInt64, inode: UInt64) = (0, 0)
    private var offset: Int64 = 0
    /// The first bytes of the file, by which a file that was written anew is told from one that has grown.
    private var beginning: [UInt8] = []
    private var splitter = LineSplitter()
    private static let beginningLength = 256
    private static let blockSize = 1 << 20

    init(path: String) { self.path = path }

    deinit { if descriptor >= 0 { _ = close(descriptor) } }

    /// Bytes of the file as it is now that have been read.
    var position: Int64 { offset }

    /// Reads what there is to read, in blocks; answers the bytes read.
    ///
    /// - Throws: ``InputError`` if the file is there and cannot be read. A file that is not there is no error: it may come back.
    mutating func poll(_ sink: LineSplitter.Sink) throws(InputError) -> Int {
        var total = 0
        if descriptor >= 0 {
            total += try readToEnd(sink)
            guard isReplaced() else { return total }
            // The old file has been read to its end: go over to the one that has its name now.
            _ = close(descriptor)
            descriptor = -1
            splitter.restart(sink)
        }
        guard try open() else { return total }
        return total + (try readToEnd(sink))
    }

    /// Hands on a last line without a newline, where the file will not be followed.
    mutating func finish(_ sink: LineSplitter.Sink) { splitter.finish(sink) }

    private mutating func open() throws(InputError) -> Bool {
        #if canImport(Glibc)
            let opened = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        #else
            let opened = Darwin.open(path, O_RDONLY | O_CLOEXEC)
        #endif
        guard opened >= 0 else {
            if errno == ENOENT { return false }
            throw InputError("\(path): \(reason(errno))")
        }
        descriptor = opened
        offset = 0
        beginning = []
        var status = stat()
        if fstat(opened, &status) == 0 { identity = (UInt64(status.st_dev), UInt64(status.st_ino)) }
        return true
    }

    /// Whether the name leads to another file now. A name that leads nowhere does not: the file that is open may still grow.
    private func isReplaced() -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return identity != (UInt64(status.st_dev), UInt64(status.st_ino))
    }

    private mutating func readToEnd(_ sink: LineSplitter.Sink) throws(InputError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw InputError("\(path): \(reason(errno))") }
        if Int64(status.st_size) < offset || (Int64(status.st_size) > offset && isRewritten()) {
            splitter.restart(sink)
            offset = 0
            beginning = []
        }
        if Int64(status.st_size) == offset { return 0 }
        var total = 0
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: FileTail.blockSize, alignment: 64)
        defer { block.deallocate() }
        while true {
            let n = pread(descriptor, block.baseAddress, block.count, off_t(offset))
            if n < 0 {
                if errno == EINTR { continue }
                throw InputError("\(path): \(reason(errno)) at byte \(offset)")
            }
            if n == 0 { return total }
            let bytes = UnsafeRawBufferPointer(rebasing: block[..<n])
            if beginning.count < FileTail.beginningLength, offset == Int64(beginning.count) {
                beginning += bytes.prefix(FileTail.beginningLength - beginning.count)
            }
            splitter.take(bytes, sink)
            offset += Int64(n)
            total += n
        }
    }

    /// Whether the file begins otherwise than it did: it was truncated and has outgrown what was read since.
    private func isRewritten() -> Bool {
        guard !beginning.isEmpty else { return false }
        var now = [UInt8](repeating: 0, count: beginning.count)
        let n = now.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return n >= 0 && (n < beginning.count || now != beginning)
    }
}
