import EventModel
import Inputs
import Telemetry

/// Flows out of large files, by looking for their ids in the text and decoding only the lines that have it, and those that
/// have an id which such a line ties to it.
///
/// Whatever could be read otherwise than line by line makes it give up (records over several lines, several in one line,
/// lines around lines, ids spelled in another way): then everything has to be loaded, as for any other question.
struct FlowSearch {
    /// A shorter beginning of an id stands in too many lines.
    private static let shortest = 6
    private static let mostRounds = 5

    let search: LineSearch

    /// Fills a store with the flows that have these ids, or begin so; false if everything has to be loaded to know them.
    func fill(_ store: TelemetryStore, with ids: [String]) throws -> Bool {
        guard ids.allSatisfy({ Self.isPlain($0) && $0.utf8.count >= Self.shortest }) else { return false }
        // OpenTelemetry's JSON may have its ids in base64; such a line is never a plain one.
        var wanted = ids + ids.compactMap(Self.base64)
        var asked = Set(wanted)
        var lines: [LineSearch.Line] = []
        var met = Set<[Int]>()
        for _ in 0..<Self.mostRounds where !wanted.isEmpty {
            guard let found = try search.lines(containing: wanted) else { return false }
            var next = Set<String>()
            for line in found where met.insert([line.place.file, line.place.offset]).inserted {
                guard let ids = Self.ids(of: line.bytes) else { return false }
                next.formUnion(ids)
                lines.append(line)
            }
            next.subtract(asked)
            asked.formUnion(next)
            wanted = next.sorted()
        }
        // An id that stands nowhere may be spelled in a way that was not thought of.
        guard wanted.isEmpty, ids.allSatisfy({ Self.stands($0, in: lines) }) else { return false }
        lines.sort { ($0.place.file, $0.place.offset) < ($1.place.file, $1.place.offset) }
        let now = Timestamp.now()
        for line in lines {
            (line.bytes + [0x0A]).withUnsafeBytes {
                store.append($0, source: line.path, firstLine: max(line.number, 1), received: now)
            }
        }
        // One record a line, or a line was not what it looked like.
        let counters = store.snapshot().counters
        return counters.records == lines.count && counters.malformed + counters.dropped == 0
    }

    private static func stands(_ id: String, in lines: [LineSearch.Line]) -> Bool {
        let id = id.lowercased()
        return lines.contains { String(decoding: $0.bytes, as: UTF8.self).lowercased().contains(id) }
    }

    /// The ids that tie a line to others; nil if it is no plain record, or one of them can not be looked for as it is.
    private static func ids(of line: [UInt8]) -> [String]? {
        var line = line
        if line.last == 0x0D { line.removeLast() }
        // A container runtime's line may go on in the next one.
        guard line.first == UInt8(ascii: "{"), line.last == UInt8(ascii: "}"), !line.starts(with: #"{"log":"#.utf8),
            let ids = TyingIDs.of(line)
        else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        for id in ids where !isPlain(id) || !text.contains(id) { return nil }
        return ids
    }

    /// Whether an id stands in JSON as it is: nothing in it is escaped.
    private static func isPlain(_ id: String) -> Bool {
        id.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: ".:-_=;@#+".utf8.contains(byte)
            }
        }
    }

    /// The bytes that hexadecimal digits stand for, in base64.
    private static func base64(ofHexadecimal id: String) -> String? {
        let digits = id.compactMap(\.hexDigitValue)
        guard digits.count == id.count, digits.count == 32 || digits.count == 16 else { return nil }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        for at in stride(from: 0, to: bytes.count, by: 3) {
            let three = (0..<3).reduce(0) { $0 << 8 | (at + $1 < bytes.count ? bytes[at + $1] : 0) }
            for i in 0..<4 where at + i <= bytes.count { text.append(letters[three >> (18 - 6 * i) & 63]) }
        }
        return text
    }
}
