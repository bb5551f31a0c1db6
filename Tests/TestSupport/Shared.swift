import Foundation
package import Testing

/// The folder of shared cases beside the repository (or where `TAILRACE_SHARED` says), which nobody on this project wrote.
/// A test that needs it is skipped, and says so, where it is not there: `@Test(.enabled(if: Shared.isThere, Shared.missing))`.
package enum Shared {
    package static let folder: String? = {
        if let path = ProcessInfo.processInfo.environment["TAILRACE_SHARED"] { return path }
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let beside = repository.deletingLastPathComponent().appending(path: "shared").path()
        return FileManager.default.fileExists(atPath: beside + "/vectors") ? beside : nil
    }()

    package static var isThere: Bool { folder != nil }
    package static let missing: Comment = "the shared vectors are not beside the repository"

    /// The bytes of a shared file.
    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: (folder ?? "") + "/" + path)))
    }

    /// The lines of a shared file that are not empty.
    package static func lines(_ path: String) throws -> [String] {
        String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The names in a shared folder, sorted.
    package static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: (folder ?? "") + "/" + path).sorted()
    }
}
