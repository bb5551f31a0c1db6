import EventModel

/// Telemetry lines that are alike but for a few texts: made once, then put together from what stands between those.
struct LineTemplate {
    /// A piece of the lines, and which text comes behind it.
    private struct Piece: Equatable {
        var bytes: ArraySlice<UInt8>
        var text: Int?
    }
    private let pieces: [Piece]
    private let lines: Int

    /// - Parameters:
    ///   - texts: how many of them differ from one time to the next.
    ///   - write: writes the lines with what stands for those.
    ///
    /// Nil where that cannot be told from what the lines say anyway.
    init?(texts: Int, _ write: (_ texts: [String], inout TelemetryLines) -> Void) {
        var made: [(pieces: [Piece], lines: Int)] = []
        // Written with two marks: what is in the lines anyway stays when the mark changes.
        for mark in ["\u{E000}", "\u{F8FF}"] {
            var lines = TelemetryLines()
            write((0..<texts).map { "\(mark)\($0)\(mark)" }, &lines)
            made.append((LineTemplate.pieces(of: lines.bytes, mark: Array(mark.utf8)), lines.count))
        }
        guard made[0] == made[1] else { return nil }
        (pieces, lines) = made[0]
    }

    private static func pieces(of bytes: [UInt8], mark: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var rest = bytes[...]
        while let first = rest.firstRange(of: mark),
            let second = rest[first.upperBound...].firstRange(of: mark),
            let text = Int(String(decoding: rest[first.upperBound..<second.lowerBound], as: UTF8.self))
        {
            pieces.append(Piece(bytes: rest[..<first.lowerBound], text: text))
            rest = rest[second.upperBound...]
        }
        return pieces + [Piece(bytes: rest, text: nil)]
    }

    /// Writes the lines with the texts that `text` gives, as UTF-8, each as often as it stands there.
    func write(to out: inout TelemetryLines, _ text: (Int) -> UnsafeBufferPointer<UInt8>) {
        out.add(lines: lines) { bytes in
            for piece in pieces {
                bytes.append(contentsOf: piece.bytes)
                guard let number = piece.text else { continue }
                let text = text(number)
                if text.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 >= 0x7F }) {
                    JSON.write(characters: String(decoding: text, as: UTF8.self), to: &bytes)
                } else {
                    bytes.append(contentsOf: text)
                }
            }
        }
    }
}
