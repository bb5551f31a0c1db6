import Foundation
import Testing

/// The field's own cases, which lie outside the repository in a folder `shared` beside it.
enum SharedVectors {
    /// The folder, or nil where it is not there; `TAILRACE_SHARED` names it directly.
    static let root: String? = {
        if let named = ProcessInfo.processInfo.environment["TAILRACE_SHARED"] { return named }
        var folder = URL(filePath: #filePath)
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let candidate = folder.appending(path: "shared/vectors").path
            if FileManager.default.fileExists(atPath: candidate) { return folder.appending(path: "shared").path }
        }
        return nil
    }()

    static let missing: Comment =
        "the folder `shared` with the vectors is not beside the repository; set TAILRACE_SHARED"

    static func lines(_ path: String) -> [String] {
        guard let root, let text = try? String(contentsOfFile: "\(root)/vectors/\(path)", encoding: .utf8) else {
            return []
        }
        return text.split(separator: "\n").map(String.init)
    }
}
