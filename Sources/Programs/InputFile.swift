import SystemPackage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A program's standard input as a file without a name: it may be read, or left unread, at any pace, and nobody has to write it
/// meanwhile.
enum InputFile {
    /// Opened for reading at its beginning.
    ///
    /// - Throws: `Errno`.
    static func open(_ bytes: [UInt8]) throws -> FileDescriptor {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/tailrace-input-XXXXXX".utf8CString)
        let file = FileDescriptor(rawValue: mkstemp(&template))
        guard file.rawValue >= 0 else { throw Errno(rawValue: errno) }
        _ = fcntl(file.rawValue, F_SETFD, FD_CLOEXEC)
        unlink(template)
        do {
            try file.writeAll(bytes)
            _ = try file.seek(offset: 0, from: .start)
            return file
        } catch {
            try? file.close()
            throw error
        }
    }
}
