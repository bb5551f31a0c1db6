#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file of text as long as it was when it was opened; what is appended later is not looked at.
final class PlainFile: Sendable {
    /// A line longer than this is not read whole.
    private static let longestLine = 1 << 20

    let path: String
    let size: Int
    private let descriptor: Int32

    /// Nil if it can not be opened, is no regular file, or does not begin as text does: packed files and UTF-16 do not.
    init?(_ path: String) {
        var status = stat()
        // Asked before it is opened: whoever writes into a pipe would be told that somebody has read it.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        #if canImport(Glibc)
            let opened = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        #else
            let opened = Darwin.open(path, O_RDONLY | O_CLOEXEC)
        #endif
        guard opened >= 0 else { return nil }
        self.path = path
        descriptor = opened
        size = fstat(opened, &status) == 0 ? Int(status.st_size) : 0
        var start = [UInt8](repeating: 0, count: 4)
        let n = start.withUnsafeMutableBytes { pread(opened, $0.baseAddress, $0.count, 0) }
        guard n >= 0, PlainFile.isText(start.prefix(n)) else { return nil }
    }

    deinit { close(descriptor) }

    private static func isText(_ start: ArraySlice<UInt8>) -> Bool {
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { return true }
        return start.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    }

    /// Fills the buffer from a place in the file on, as far as the file goes.
    func read(into buffer: UnsafeMutableBufferPointer<UInt8>, at offset: Int) throws(InputError)
        -> UnsafeBufferPointer<UInt8>
    {
        var done = 0
        while done < buffer.count, let base = buffer.baseAddress {
            let n = pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
            if n < 0 {
                if errno == EINTR { continue }
                throw InputError("\(path): \(reason(errno)) at byte \(offset + done)")
            }
            if n == 0 { break }
            done += n
        }
        return UnsafeBufferPointer(rebasing: buffer[..<done])
    }

    /// The line that a place is in, without its newline, and where it begins; nil if it is too long.
    func line(around offset: Int) throws(InputError) -> (start: Int, bytes: [UInt8])? {
        var reach = 4096
        while true {
            let from = max(offset - reach, 0)
            let window = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: offset - from + reach)
            defer { window.deallocate() }
            let bytes = try read(into: window, at: from)
            let here = min(offset - from, bytes.count)
            let start = bytes[..<here].lastIndex(of: 0x0A).map { $0 + 1 } ?? (from == 0 ? 0 : nil)
            let end = bytes[here...].firstIndex(of: 0x0A) ?? (bytes.count < window.count ? bytes.count : nil)
            if let start, let end {
                guard end - start <= Self.longestLine else { return nil }
                return (from + start, Array(bytes[start..<end]))
            }
            guard reach <= Self.longestLine else { return nil }
            reach *= 8
        }
    }

    /// Newlines from one place up to another.
    func newlines(from start: Int, to end: Int) throws(InputError) -> Int {
        let block = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 18)
        defer { block.deallocate() }
        var count = 0
        var at = start
        while at < end {
            let bytes = try read(
                into: UnsafeMutableBufferPointer(rebasing: block[..<min(block.count, end - at)]),
                at: at
            )
            if bytes.isEmpty { break }
            count += countNewlines(bytes)
            at += bytes.count
        }
        return count
    }
}

/// Eight bytes at a time: of each that is a newline the highest bit is left.
func countNewlines(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    let low = 0x7F7F_7F7F_7F7F_7F7F as UInt64
    var count = 0
    var at = 0
    while at + 8 <= bytes.count {
        let word = UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self) ^ 0x0A0A_0A0A_0A0A_0A0A
        count &+= (~((word & low) &+ low | word | low)).nonzeroBitCount
        at += 8
    }
    while at < bytes.count {
        if bytes[at] == 0x0A { count += 1 }
        at += 1
    }
    return count
}
