import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files behind the buckets: `FOLDER/BUCKET/KEY/VERSION`, with the key's bytes spelled such that no key leaves its folder.
/// Nothing is overwritten, and a file is complete under its name, or not there.
struct FileStorage: StorageService {
    let folder: String

    /// The folder name of a key: letters, digits, `-`, `_` and inner dots stay, every other byte is `%XX`; a long one is cut, which
    /// may put two keys in one folder, where their versions' names keep them apart.
    static func folderName(_ key: String) -> String {
        var out: [UInt8] = []
        for byte in key.utf8.prefix(200) {
            switch byte {
            case 97...122, 65...90, 48...57, 45, 95: out.append(byte)
            case 46 where !out.isEmpty: out.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
            if out.count > 120 { break }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Writes a version's file: to a temporary name, on disk, then renamed. Answers its path below the folder.
    ///
    /// - Throws: ``ErrorInfo`` `InternalError` with the system's words.
    func write(_ bytes: [UInt8], key: String, version: String, bucket: String) throws -> String {
        try StorageNames.check(version: version, bucket: bucket)
        let place = "\(bucket)/\(Self.folderName(key))"
        let directory = "\(folder)/\(place)"
        try makeDirectory(directory)
        let path = "\(directory)/\(version)"
        let temporary = path + ".part"
        let fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard fd >= 0 else { throw failure("make", temporary) }
        defer { close(fd) }
        var done = 0
        while done < bytes.count {
            let n = bytes[done...].withUnsafeBytes { posixWrite(fd, $0.baseAddress, $0.count) }
            if n < 0 && errno == EINTR { continue }
            if n <= 0 {
                let error = failure("write", temporary)
                unlink(temporary)
                throw error
            }
            done += n
        }
        guard fsync(fd) == 0, rename(temporary, path) == 0 else {
            let error = failure("store", path)
            unlink(temporary)
            throw error
        }
        // The name is on disk only when its directory is.
        let directoryFD = open(directory, O_RDONLY | O_CLOEXEC)
        if directoryFD >= 0 {
            fsync(directoryFD)
            close(directoryFD)
        }
        return "\(place)/\(version)"
    }

    /// Removes a version's file; one that is not there is no error.
    func remove(_ path: String) { unlink("\(folder)/\(path)") }

    /// Reads a version's file.
    ///
    /// - Throws: ``ErrorInfo`` `InternalError`.
    func read(_ path: String) throws -> [UInt8] {
        let full = "\(folder)/\(path)"
        let fd = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard fd >= 0 else { throw failure("open", full) }
        defer { close(fd) }
        var info = stat()
        guard fstat(fd, &info) == 0 else { throw failure("look at", full) }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(info.st_size)) { buffer, count in
            while count < buffer.count, let base = buffer.baseAddress {
                let n = posixRead(fd, base + count, buffer.count - count)
                if n < 0 && errno == EINTR { continue }
                failed = n < 0
                if n <= 0 { break }
                count += n
            }
        }
        if failed { throw failure("read", full) }
        return bytes
    }

    private func failure(_ verb: String, _ path: String) -> ErrorInfo {
        ErrorInfo(type: "InternalError", message: "cannot \(verb) \(path): \(errnoText())")
    }
}

// Inside the type, `write` and `read` mean its own.
private func posixWrite(_ fd: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(fd, bytes, count) }
private func posixRead(_ fd: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int { read(fd, bytes, count) }
