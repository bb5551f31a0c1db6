import EventModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folder that stands for the way out of the house: each mail is a file there, complete under its name or not there.
struct Outbox: Sendable {
    /// Made when the first mail comes.
    var folder: String

    /// Writes a file, in place of one that has the name. Answers its path.
    ///
    /// - Throws: ``ErrorInfo`` `OutboxFailed` with the system's words; `InvalidName` for a name that could leave the folder.
    func put(_ bytes: [UInt8], name: String) throws -> String {
        let isPlain = name.utf8.allSatisfy {
            48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
        }
        guard isPlain, !name.hasPrefix("."), !name.isEmpty, name.utf8.count <= 200 else {
            throw failure("InvalidName", "a mail needs a name of letters, digits, hyphens, dots and underscores")
        }
        let path = "\(folder)/\(name)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw failure("OutboxFailed", "\(path): \(error)")
        }
        return path
    }
}
