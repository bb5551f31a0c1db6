import CTextSearch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A text to look for in any case.
///
/// `@unchecked Sendable`: nothing is written after `init`.
final class Needle: @unchecked Sendable {
    let count: Int
    private var text = tailrace_text()

    init(_ wanted: String) {
        let bytes = Array(wanted.utf8)
        count = bytes.count
        let lower = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
        let upper = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
        for (i, byte) in bytes.enumerated() {
            lower[i] = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            upper[i] = (0x61...0x7A).contains(byte) ? byte & ~0x20 : byte
        }
        text.lower = UnsafePointer(lower)
        text.upper = UnsafePointer(upper)
        text.count = count
        tailrace_text_prepare(&text)
    }

    deinit {
        text.lower.deallocate()
        text.upper.deallocate()
    }

    /// Calls `body` with the first place in each line at which the text begins, if that is before `end`.
    func find(in bytes: UnsafeBufferPointer<UInt8>, before end: Int, _ body: (Int) -> Void) {
        guard let base = bytes.baseAddress else { return }
        withUnsafePointer(to: text) { text in
            var from = 0
            while from < bytes.count {
                let found = tailrace_text_find(text, base + from, bytes.count - from)
                guard found >= 0, from + found < end else { return }
                body(from + found)
                guard let newline = memchr(base + from + found, 0x0A, bytes.count - from - found) else { return }
                from = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(newline)) + 1
            }
        }
    }
}
