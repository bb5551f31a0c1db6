package import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A message's body for the operator's editor, in a file that nobody else can read, in a folder of its own that goes away with it and
/// with whatever an editor leaves beside it.
package struct BodyFile: Sendable {
    /// The largest that an editor may come back with, in bytes.
    private static let most = 16 << 20

    package let path: String
    private let folder: String
    private let body: [UInt8]
    private let view: BodyView

    /// `$VISUAL`, `$EDITOR`, else `vi`, as programs have done since there were terminals; may have arguments of its own.
    package static var editor: String {
        for name in ["VISUAL", "EDITOR"] {
            if let value = getenv(name), value.pointee != 0 { return String(cString: value) }
        }
        return "vi"
    }

    /// Writes the body in `$TMPDIR` as it can be edited in a view.
    ///
    /// - Throws: ``DeadLetterError`` `unavailable` if there is no room for it; `badInput` if it cannot be edited in this view.
    package init(_ body: [UInt8], as view: BodyView) throws(DeadLetterError) {
        let bytes = try view.editable(body)
        self.body = body
        self.view = view
        let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(temporary)/tailrace-XXXXXX".utf8CString)
        // The folder is 0700 from its beginning.
        guard mkdtemp(&template) != nil else { throw failure("make a folder in", temporary) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = "\(folder)/\(view.fileName)"
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        var written = 0
        while file >= 0, written < bytes.count {
            let n = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if n <= 0 { break }
            written += n
        }
        if file < 0 || close(file) != 0 || written < bytes.count {
            let failure = failure("write", path)
            remove()
            throw failure
        }
    }

    /// The body as it is now.
    ///
    /// - Throws: ``DeadLetterError`` `badInput`, with the place of the mistake, if it cannot be read in its view, or is larger than
    ///   16 MiB; `unavailable` if the file is gone.
    package func edited() throws(DeadLetterError) -> [UInt8] { try view.body(from: try read(), original: body) }

    /// What is in it now; an editor may have put another file in its place.
    private func read() throws(DeadLetterError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("read", path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let n = chunk.withUnsafeMutableBytes { Self.read(file, $0) }
            if n < 0 { throw failure("read", path) }
            if n == 0 { return bytes }
            bytes += chunk[..<n]
            if bytes.count > Self.most { throw DeadLetterError(.badInput, "the edited text is larger than 16 MiB") }
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
    package func remove() {
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
}

extension BodyView {
    /// Ends as editors know the content by.
    fileprivate var fileName: String {
        switch self {
        case .text: "body.txt"
        case .json: "body.json"
        case .hex: "body.hex"
        case .base64: "body.base64"
        }
    }
}
