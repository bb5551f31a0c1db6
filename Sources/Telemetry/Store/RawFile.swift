import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file whose lines the store leaves where they are and reads again when they are wanted. Never mapped: a file that is
/// truncated under a mapping kills the process. Held open, so that renaming or deleting it takes nothing away.
package final class RawFile: Sendable {
    package let path: String
    /// Bytes it had when it was opened.
    package let size: Int
    package let device: UInt64
    package let inode: UInt64
    private let descriptor: Int32
    private let gone = Atomic<Bool>(false)

    /// Why a file cannot be opened: `errno`.
    package struct Failure: Error { package let number: Int32 }

    package init(path: String) throws(Failure) {
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw Failure(number: errno) }
        var status = stat()
        guard fstat(opened, &status) == 0 else {
            let number = errno
            _ = close(opened)
            throw Failure(number: number)
        }
        self.path = path
        descriptor = opened
        size = Int(status.st_size)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    deinit { _ = close(descriptor) }

    /// The file was truncated or written anew: what was read before is not what stands there now.
    package func markGone() { gone.store(true, ordering: .relaxed) }

    package var isGone: Bool { gone.load(ordering: .relaxed) }

    /// Reads up to `count` bytes at an offset; fewer at the file's end.
    ///
    /// - Throws: ``Failure``.
    func read(into buffer: UnsafeMutableRawPointer, count: Int, at offset: Int) throws(Failure) -> Int {
        var total = 0
        while total < count {
            let n = pread(descriptor, buffer + total, count - total, off_t(offset + total))
            if n < 0 {
                if errno == EINTR { continue }
                throw Failure(number: errno)
            }
            if n == 0 { break }
            total += n
        }
        return total
    }

    /// Bytes of the file; fewer, or none, where they are not there.
    package func bytes(_ range: Range<Int>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            count = (try? read(into: base, count: range.count, at: range.lowerBound)) ?? 0
        }
    }

    /// Whether all of the bytes are there and are what they were.
    func readAgain(into buffer: UnsafeMutableRawPointer, count: Int, at offset: Int) -> Bool {
        guard !isGone, let n = try? read(into: buffer, count: count, at: offset), n == count else { return false }
        return !isGone
    }
}
