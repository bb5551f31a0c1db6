#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The names that rotation gives to what it takes away: a number or a date is put behind the name or before its extension,
/// and `.gz` or `.zst` behind that (`app.log.1`, `app.log-20261121.gz`, `app-2026-11-21T10-00-00.000.log`, `app.1.log`, `app.log.old`).
enum RotatedName {
    /// Whether `name` is what rotation makes of `original`; both without folder.
    static func isRotated(_ name: Substring, of original: Substring) -> Bool {
        var name = name
        var isPacked = false
        for suffix in [".gz", ".zst"] where name.hasSuffix(suffix) && !original.hasSuffix(suffix) {
            name = name.dropLast(suffix.count)
            isPacked = true
        }
        if name.hasPrefix(original) {
            let rest = name.dropFirst(original.count)
            return isMark(rest) || rest.isEmpty && isPacked || rest == ".old" || rest == ".bak"
        }
        guard let dot = original.lastIndex(of: "."), dot > original.startIndex else { return false }
        let (stem, ending) = (original[..<dot], original[dot...])
        guard name.hasPrefix(stem), name.hasSuffix(ending), name.count > stem.count + ending.count else { return false }
        return isMark(name.dropFirst(stem.count).dropLast(ending.count))
    }

    /// A number or a time after a separator.
    private static func isMark(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, "-._".utf8.contains(first), text.utf8.contains(where: isDigit) else {
            return false
        }
        return text.utf8.allSatisfy { isDigit($0) || "-._:+TZ".utf8.contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// The part of a path before its last slash, and the part after it.
    static func split(_ path: String) -> (folder: String, name: Substring) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), path[path.index(after: slash)...])
    }

    /// Everything in a folder; nothing where it cannot be read.
    static func names(in folder: String) -> [(name: String, inode: UInt64)] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var found: [(String, UInt64)] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
                    String(cString: $0)
                }
            }
            found.append((name, UInt64(truncatingIfNeeded: entry.pointee.d_ino)))
        }
        return found
    }
}
