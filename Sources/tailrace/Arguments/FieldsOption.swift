import ArgumentParser
import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `--fields FILE`: names for the fields of a record, beside the built-in ones.
struct FieldsOption: ParsableArguments {
    @Option(
        name: .customLong("fields"),
        help: ArgumentHelp(
            "Your own names for the fields of a record (default: $XDG_CONFIG_HOME/tailrace/fields.json).",
            valueName: "file"
        )
    )
    var file: String?

    /// Makes the names known to every decoder of the process, before the first is made.
    func validate() throws {
        let path = file ?? FieldsOption.standardPath
        guard let path, let bytes = try FieldsOption.read(path, isRequired: file != nil) else { return }
        do {
            AliasTable.process = AliasTable(
                FieldNames.standard.extended(by: try FieldNames(parsing: bytes, file: path))
            )
        } catch {
            throw ValidationError("\(error)")
        }
    }

    private static var standardPath: String? {
        if let folder = getenv("XDG_CONFIG_HOME").map({ String(cString: $0) }), folder.hasPrefix("/") {
            return folder + "/tailrace/fields.json"
        }
        return getenv("HOME").map { String(cString: $0) + "/.config/tailrace/fields.json" }
    }

    /// The file's bytes; nil where it is not there and need not be.
    private static func read(_ path: String, isRequired: Bool) throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if !isRequired, errno == ENOENT || errno == ENOTDIR { return nil }
            throw ValidationError("\(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= 1 << 20 {
            let n = buffer.withUnsafeMutableBytes { readBytes(descriptor, $0.baseAddress, $0.count) }
            guard n >= 0 else { throw ValidationError("\(path): \(String(cString: strerror(errno)))") }
            if n == 0 { return bytes }
            bytes += buffer[..<n]
        }
        throw ValidationError("\(path): is over 1 MiB; a table of names is some lines long")
    }
}

/// The system's `read`, which the name of the function above hides.
private func readBytes(_ descriptor: Int32, _ to: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, to, count)
}
