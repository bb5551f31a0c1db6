import EventModel

@testable import Telemetry

/// A store filled from lines written in a test.
enum TestLog {
    static let start = Timestamp(nanoseconds: 1_790_000_000_000_000_000)

    static func store(_ lines: [String], capacity: Int = 1 << 26, chunkRecords: Int? = nil, batch: Int = .max)
        -> TelemetryStore
    {
        let store = TelemetryStore(capacity: capacity, chunkRecords: chunkRecords)
        append(lines, to: store, batch: batch)
        return store
    }

    static func append(
        _ lines: [String],
        to store: TelemetryStore,
        source: String = "test.jsonl",
        firstLine: Int = 1,
        batch: Int = .max
    ) {
        var from = 0
        while from < lines.count {
            let to = batch < lines.count - from ? from + batch : lines.count
            append(
                bytes: Array((lines[from..<to].joined(separator: "\n") + "\n").utf8),
                to: store,
                source: source,
                firstLine: firstLine + from
            )
            from = to
        }
    }

    static func append(bytes: [UInt8], to store: TelemetryStore, source: String = "test.jsonl", firstLine: Int = 1) {
        bytes.withUnsafeBytes { store.append($0, source: source, firstLine: firstLine, received: start) }
        store.finish(source: source, received: start)
    }

    static func snapshot(_ lines: [String], chunkRecords: Int? = nil) -> StoreSnapshot {
        store(lines, chunkRecords: chunkRecords).snapshot()
    }

    /// The one record of a line.
    static func row(_ line: String) -> RecordRow? { snapshot([line]).row(0) }
}

/// Reads one line and hands out its decoder; nil if it is no record.
func decoding<R>(_ line: [UInt8], _ body: (LineDecoder) throws -> R) rethrows -> R? {
    let padded = line + [UInt8](repeating: 0, count: LineDecoder.padding)
    return try padded.withUnsafeBufferPointer { padded in
        let decoder = LineDecoder()
        guard decoder.decode(UnsafeBufferPointer(rebasing: padded[..<line.count])) else { return nil }
        return try body(decoder)
    }
}
