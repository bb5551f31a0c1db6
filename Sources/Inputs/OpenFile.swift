#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is open, and how far it has been read. It stays the same file while its name moves on. Never maps the file: one
/// that is truncated under a mapping kills the process.
final class OpenFile {
    /// What one look found.
    struct Growth {
        /// Bytes read.
        var bytes = 0
        /// Where reading had got to when the file was found truncated or written anew; reading began again at its first byte.
        var truncatedAt: FilePosition?
        /// There is more than one look reads.
        var more = false
    }

    /// The name under which it was first opened; its records give it as their file.
    let name: String
    let identity: FileIdentity
    /// It is being copied from a file that has been read: shorter than what was read of that, it is waited for.
    let isCopy: Bool
    private let descriptor: Int32
    private var offset: Int64
    private var beginning: [UInt8]
    /// The bytes before `offset`, read again with what follows: other bytes there mean that the file was written anew.
    private var ending: [UInt8]
    private var modified = timespec()
    private var skipsZeros = false
    private var splitter: LineSplitter

    private static let blockSize = 1 << 20
    /// Bytes that one look reads at most, so that one busy file does not keep the others waiting.
    private static let lookSize = 64 << 20

    /// Takes the descriptor over.
    init(_ descriptor: Int32, name: String, at position: FilePosition, isCopy: Bool = false) {
        self.descriptor = descriptor
        self.name = name
        self.isCopy = isCopy
        identity = position.identity
        offset = position.offset
        beginning = position.beginning
        ending = position.ending
        splitter = LineSplitter(line: position.line)
    }

    deinit { _ = close(descriptor) }

    /// Where reading would go on with another descriptor.
    var position: FilePosition {
        FilePosition(
            identity: identity,
            beginning: beginning,
            offset: offset - Int64(splitter.pendingBytes),
            line: splitter.line,
            ending: ending.dropLast(splitter.pendingBytes)
        )
    }

    /// No name leads to it any more.
    var isUnlinked: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_nlink == 0
    }

    /// Bytes passed over so far, of lines that are longer than is kept.
    var passedOver: Int { splitter.passedOver }

    /// Nothing has been read of what it holds now.
    var isUnread: Bool { offset == 0 }

    /// It has been written since the last look, and nothing of it was read before: if it was copied and cut in between, nothing
    /// in it tells so.
    var mayHaveBeenCutUnread: Bool {
        var status = stat()
        return isUnread && fstat(descriptor, &status) == 0 && !(status.modified == modified)
    }

    /// Whether it holds something now, and begins with it as `other` does.
    func begins(like other: FilePosition) -> Bool {
        let beginning = FilePosition.beginning(of: descriptor)
        let length = min(beginning.count, other.beginning.count)
        return length > 0 && beginning[..<length] == other.beginning[..<length]
    }

    /// Reads what has come.
    ///
    /// - Throws: ``InputError`` if it cannot be read.
    func read(_ sink: LineSplitter.Sink) throws(InputError) -> Growth {
        var growth = Growth()
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw InputError("\(name): \(reason(errno))") }
        let size = Int64(status.st_size)
        if size == offset, status.modified == modified { return growth }
        if size < offset, isCopy { return growth }
        if size < offset || !beginsAsBefore() { beginAnew(&growth, sink) }
        modified = status.modified
        if size == 0 { return growth }
        let room = min(OpenFile.blockSize, max(1 << 14, Int(size - offset) + FilePosition.endingLength + 1))
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 64)
        defer { block.deallocate() }
        while true {
            if growth.bytes >= OpenFile.lookSize {
                growth.more = true
                break
            }
            let before = ending.count
            let n = pread(descriptor, block.baseAddress, block.count, off_t(offset) - off_t(before))
            if n < 0 {
                if errno == EINTR { continue }
                throw InputError("\(name): \(reason(errno)) at byte \(offset)")
            }
            let bytes = UnsafeRawBufferPointer(rebasing: block[..<n])
            if n < before || !bytes.prefix(before).elementsEqual(ending) {
                // Cut between the look at its size and now, or written anew with the same beginning.
                if growth.truncatedAt != nil { break }
                beginAnew(&growth, sink)
                continue
            }
            if n == before { break }
            let new = UnsafeRawBufferPointer(rebasing: bytes[before...])
            keepBeginning(of: new)
            take(new, sink)
            growth.bytes += new.count
            keepEnding(of: bytes)
        }
        return growth
    }

    /// Hands on a last line without a newline: the file will not be read further.
    func finish(_ sink: LineSplitter.Sink) { splitter.finish(sink) }

    /// Hands on a last line without a newline if it is whole; see ``LineSplitter/settle(_:)``.
    func settle(_ sink: LineSplitter.Sink) { splitter.settle(sink) }

    private func take(_ bytes: UnsafeRawBufferPointer, _ sink: LineSplitter.Sink) {
        offset += Int64(bytes.count)
        var bytes = bytes
        if skipsZeros {
            guard let first = bytes.firstIndex(where: { $0 != 0 }) else { return }
            bytes = UnsafeRawBufferPointer(rebasing: bytes[first...])
            skipsZeros = false
        }
        splitter.take(bytes, sink)
    }

    /// From the bytes that are handed on, never from the file again: it may have been written anew by then.
    private func keepBeginning(of bytes: UnsafeRawBufferPointer) {
        let missing = FilePosition.beginningLength - beginning.count
        guard missing > 0 else { return }
        // Behind a hole of zeros that was passed over there are no first bytes to know it by but the hole's.
        let hole = max(0, min(Int(offset) - beginning.count, missing))
        beginning += repeatElement(0, count: hole)
        if Int(offset) < FilePosition.beginningLength { beginning += bytes.prefix(missing - hole) }
    }

    private func keepEnding(of bytes: UnsafeRawBufferPointer) {
        ending = Array(bytes.suffix(FilePosition.endingLength))
    }

    private func beginAnew(_ growth: inout Growth, _ sink: LineSplitter.Sink) {
        growth.truncatedAt = position
        splitter.restart(sink)
        offset = 0
        beginning = []
        ending = []
        // A writer that does not append goes on where it was: a hole of zeros, which nobody wrote, comes first.
        skipsZeros = true
        #if canImport(Glibc)
            // SEEK_DATA, which Glibc's module does not have: https://man7.org/linux/man-pages/man2/lseek.2.html
            let data = lseek(descriptor, 0, 3)
            if data > 0 { offset = Int64(data) }
        #endif
    }

    /// Whether the file begins as it did when it was read.
    private func beginsAsBefore() -> Bool {
        beginning.isEmpty || FilePosition.beginning(of: descriptor, length: beginning.count) == beginning
    }
}

extension stat {
    var modified: timespec {
        #if canImport(Glibc)
            st_mtim
        #else
            st_mtimespec
        #endif
    }
}

extension timespec {
    static func == (a: timespec, b: timespec) -> Bool { a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec }
}
