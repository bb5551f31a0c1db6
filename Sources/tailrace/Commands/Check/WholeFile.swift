import EventModel
import TerminalUI

/// A file, or standard input, read as a whole.
enum WholeFile {
    /// Longer input is refused: what is checked here is held in memory.
    static let most = 256 << 20

    static func bytes(_ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for line in try FileLines(path) {
            bytes += line
            bytes.append(0x0A)
            guard bytes.count <= most else { throw Failure.badInput("\(visible(path)) is longer than 256 MiB") }
        }
        return bytes
    }

    static func json(_ path: String) throws -> JSON {
        do {
            return try JSON(parsing: try bytes(path))
        } catch let error as JSON.ParseError {
            throw Failure.badInput("\(visible(path)) is \(error)")
        }
    }
}
