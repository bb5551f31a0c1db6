import Foundation

/// The files under `Resources`.
enum Sample {
    static func bytes(_ path: String) throws -> [UInt8] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
        return Array(try Data(contentsOf: root.appending(path: "Resources/\(path)")))
    }
}
