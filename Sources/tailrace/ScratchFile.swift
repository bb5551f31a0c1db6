#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file of its own in the temporary directory that only this user can read: what is edited may be a secret.
struct ScratchFile {
    let path: String

    /// - Parameters:
    ///   - name: part of the file's name, as far as it is letters, digits and dashes.
    ///   - suffix: tells an editor what is in it.
    init(name: String, suffix: String) throws {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let stem = name.prefix(64).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        var template = Array("\(folder)/tailrace-\(stem)-XXXXXX\(suffix)".utf8CString)
        let descriptor = mkstemps(&template, Int32(suffix.utf8.count))
        guard descriptor >= 0 else {
            throw Failure.badInput("no file can be made in \(folder): \(String(cString: strerror(errno)))")
        }
        close(descriptor)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func write(_ bytes: [UInt8]) throws {
        guard let file = fopen(path, "w") else { throw failed("written") }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw failed("written") }
    }

    func read() throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw failed("read") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let n = fread(&chunk, 1, chunk.count, file)
            bytes += chunk[..<n]
            if n < chunk.count { break }
        }
        guard ferror(file) == 0 else { throw failed("read") }
        return bytes
    }

    func remove() { unlink(path) }

    private func failed(_ what: String) -> Failure {
        Failure.badInput("\(path) can not be \(what): \(String(cString: strerror(errno)))")
    }
}
