import EventModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file; closed, and its lock given up, when it is let go.
final class DiskFile: RecordFile {
    let descriptor: Int32
    private let path: String
    private let isClosed = Mutex(false)

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close() }

    func append(_ bytes: [UInt8], isDurable: Bool) throws {
        try bytes.withUnsafeBytes { bytes in
            var offset = 0
            while offset < bytes.count {
                let n = write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                if n < 0 {
                    if errno == EINTR { continue }
                    throw failure("write", path)
                }
                offset += n
            }
        }
        if isDurable, fsync(descriptor) != 0 { throw failure("sync", path) }
    }

    func read(from offset: Int) throws -> [UInt8] { try read(from: offset, limit: .max) }

    func read(from offset: Int, limit: Int) throws -> [UInt8] {
        let size = try size()
        let start = offset < 0 ? max(0, size + offset) : min(size, offset)
        let count = min(limit, size - start)
        guard count > 0 else { return [] }
        let descriptor = descriptor
        let (bytes, isRead) = readAll(descriptor, start, count)
        guard isRead else { throw failure("read", path) }
        return bytes
    }

    func size() throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("look at", path) }
        return Int(status.st_size)
    }

    func truncate(to size: Int) throws {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw failure("cut", path) }
    }

    func close() {
        isClosed.withLock { isClosed in
            if !isClosed { closeDescriptor(descriptor) }
            isClosed = true
        }
    }
}

private func readAll(_ descriptor: Int32, _ start: Int, _ count: Int) -> ([UInt8], Bool) {
    var isRead = true
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = 0
        while filled < count {
            let n = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(start + filled))
            if n < 0, errno == EINTR { continue }
            if n < 0 { isRead = false }
            // Less than there was: it has been cut meanwhile.
            if n <= 0 { break }
            filled += n
        }
    }
    return (bytes, isRead)
}

private func closeDescriptor(_ descriptor: Int32) {
    // Unlocked by name: a program that is just being started has the descriptor too, for a moment, and the lock with it.
    flock(descriptor, LOCK_UN)
    close(descriptor)
}
