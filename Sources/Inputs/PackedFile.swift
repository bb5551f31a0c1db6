#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is packed by gzip or Zstandard, read once as the lines it holds.
struct PackedFile {
    let path: String

    /// Whether a file begins as packed data does, whatever its name; false where it cannot be read.
    static func isPacked(_ path: String) -> Bool {
        guard let descriptor = opened(path) else { return false }
        defer { _ = close(descriptor) }
        return Compression(FilePosition.beginning(of: descriptor, length: Compression.magicLength)) != nil
    }

    /// Hands on every line that can be unpacked.
    ///
    /// - Parameters:
    ///   - skip: unpacked bytes at the beginning that were read before, from the file that was packed; `line` is the number of
    ///     the line after them.
    ///   - progress: hears how many packed bytes have been read.
    /// - Throws: ``InputError`` after the last good line, if the data is damaged or ends early.
    func read(
        skip: Int = 0,
        line: Int = 1,
        _ sink: LineSplitter.Sink,
        progress: (Int) -> Void = { _ in },
        until isStopped: () -> Bool = { false }
    ) throws(InputError) {
        guard let descriptor = PackedFile.opened(path) else { throw InputError("\(path): \(reason(errno))") }
        defer { _ = close(descriptor) }
        var lines = StreamLines(name: path, skip: skip, line: line)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { block.deallocate() }
        var total = 0
        while !isStopped() {
            let n = pread(descriptor, block.baseAddress, block.count, off_t(total))
            if n < 0 {
                if errno == EINTR { continue }
                throw InputError("\(path): \(reason(errno)) at byte \(total)")
            }
            if n == 0 { return try lines.finish(sink) }
            total += n
            try lines.take(UnsafeRawBufferPointer(rebasing: block[..<n]), sink)
            progress(total)
        }
        lines.stop(sink)
    }

    /// The first unpacked bytes, by which a file is known that was read before it was packed; nil if it is not packed.
    func beginning() -> FilePosition? {
        guard let descriptor = PackedFile.opened(path) else { return nil }
        defer { _ = close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        let packed = FilePosition.beginning(of: descriptor, length: 1 << 16)
        guard let unpacker = Compression(packed)?.unpacker() else { return nil }
        var unpacked = [UInt8](repeating: 0, count: FilePosition.beginningLength)
        let n = packed.withUnsafeBytes { packed in
            var input = packed
            return unpacked.withUnsafeMutableBytes { unpacker.unpack(&input, into: $0) }
        }
        return FilePosition(
            identity: FileIdentity(status),
            beginning: Array(unpacked.prefix(n)),
            offset: 0,
            line: 1
        )
    }

    private static func opened(_ path: String) -> Int32? {
        #if canImport(Glibc)
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #else
            let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #endif
        return descriptor >= 0 ? descriptor : nil
    }
}
