#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that nobody else can read, in a folder of its own that goes away with it and with whatever an editor leaves beside it.
struct PrivateFile {
    let path: String
    private let folder: String

    /// - Throws: ``Trouble`` if there is no room for it.
    init(_ bytes: [UInt8], name: String) throws(Trouble) {
        let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(temporary)/tailrace-XXXXXX".utf8CString)
        // The folder is 0700 from its beginning.
        guard mkdtemp(&template) != nil else { throw Trouble("no folder can be made in \(temporary)") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = "\(folder)/\(name)"
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        var written = 0
        while file >= 0, written < bytes.count {
            let n = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if n <= 0 { break }
            written += n
        }
        if file < 0 || close(file) != 0 || written < bytes.count {
            remove()
            throw Trouble("\(path) can not be written: \(Trouble.reason)")
        }
    }

    /// What is in it now; an editor may have put another file in its place.
    ///
    /// - Throws: ``Trouble`` if it is gone, or larger than `limit`.
    func read(limit: Int) throws(Trouble) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Trouble("\(path) can not be read: \(Trouble.reason)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let n = chunk.withUnsafeMutableBytes { Self.read(file, $0) }
            if n < 0 { throw Trouble("\(path) can not be read: \(Trouble.reason)") }
            if n == 0 { return bytes }
            bytes += chunk[..<n]
            if bytes.count > limit { throw Trouble("the edited text is larger than \(limit) bytes") }
        }
    }

    private static func read(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(file, buffer.baseAddress, buffer.count)
        #endif
    }

    /// Removes it, with its folder.
    func remove() {
        guard let entries = opendir(folder) else { return }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { unlink("\(folder)/\(name)") }
        }
        closedir(entries)
        rmdir(folder)
    }

    /// Why a file could not be used, in words.
    struct Trouble: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
        static var reason: String { String(cString: strerror(errno)) }
    }
}
