#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A new folder in `$TMPDIR` for what a measurement works on.
struct ScratchFolder {
    let path: String

    init() throws {
        let folder = getenv("TMPDIR").flatMap { $0.pointee == 0 ? nil : String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/tailrace-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure.badInput("\(folder): \(String(cString: strerror(errno))); name another folder in TMPDIR")
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Removes it and all that is in it.
    func remove() { ScratchFolder.remove(path) }

    private static func remove(_ path: String) {
        if unlink(path) == 0 { return }
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { remove(path + "/" + name) }
            }
            closedir(directory)
        }
        rmdir(path)
    }
}
