package import EventModel
import Synchronization

/// Keeps telemetry records in bounded memory, correlates them, and hands out snapshots. Appending never waits for a
/// reader; a reader never waits for appending.
///
/// Lock order: `writer`, then `published`, then the doorbell's. Readers take only `published`, and only to copy it.
package final class TelemetryStore: Sendable {
    private let writer: Mutex<StoreWriter>
    private let names: NameTable
    private let chunkRecords: Int?
    private let published: Mutex<StoreSnapshot>
    private let bell = Doorbell()

    /// - Parameter capacity: bytes of memory; the oldest chunk is dropped, and counted, when it would be exceeded.
    package convenience init(capacity: Int = 1 << 30) {
        self.init(capacity: capacity, chunkRecords: nil)
    }

    /// - Parameters:
    ///   - chunkRecords: records a chunk; nil: by the capacity.
    ///   - mostNames: distinct services, event types, resources and error types kept as numbers; further ones are read
    ///     from their lines when needed.
    init(capacity: Int, chunkRecords: Int?, mostNames: Int = 65_534) {
        let names = NameTable(limit: mostNames)
        self.names = names
        self.chunkRecords = chunkRecords
        let first = StoreWriter(capacity: capacity, chunkRecords: chunkRecords, names: names)
        published = Mutex(StoreSnapshot(names: names, flows: FlowIndex(), state: first.state))
        writer = Mutex(first)
    }

    /// Decodes and appends whole lines (each ends in a newline, but for the last of a source) and rings the doorbell once.
    ///
    /// - Parameters:
    ///   - source: the file's path, `-`, or `pipeline`.
    ///   - firstLine: the number of the first line within its source, counted from 1.
    package func append(_ lines: UnsafeRawBufferPointer, source: String, firstLine: Int, received: Timestamp) {
        guard !lines.isEmpty else { return }
        writer.withLock { writer in
            writer.append(lines, source: source, firstLine: firstLine, received: received)
            let state = writer.state
            published.withLock { $0.publish(state) }
        }
        bell.ring()
    }

    /// Shows what of a source still waits for the rest of a record of several lines, such as at its end.
    package func finish(source: String, received: Timestamp) {
        writer.withLock { writer in
            writer.finish(source: source, received: received)
            let state = writer.state
            published.withLock { $0.publish(state) }
        }
        bell.ring()
    }

    /// Takes in what was read from a part of a file.
    func append(_ part: FilePart) {
        writer.withLock { writer in
            writer.append(part)
            let state = writer.state
            published.withLock { $0.publish(state) }
        }
        bell.ring()
    }

    /// Puts the records of several sources into one order, by time, as far as they have come; those of one source keep theirs. Ids
    /// are dealt out anew (``StoreCounters/orders``).
    ///
    /// - Returns: false where there was no memory for it, and nothing was done.
    package func orderByTime() -> Bool {
        let order = writer.withLock { writer in
            let order = writer.orderByTime()
            let state = writer.state
            published.withLock { published in
                // What was worked out about the records goes by their ids.
                if order == .changed { published = StoreSnapshot(names: names, flows: FlowIndex(), state: state) }
                published.publish(state)
            }
            return order
        }
        bell.ring()
        return order != .tooMany
    }

    /// A reader for one thread that loads.
    func makePartReader() -> FilePartReader {
        let rows = chunkRecords ?? writer.withLock { min(max($0.capacity / 8000, 64), Chunk.mostRows) }
        return FilePartReader(names: names, chunkRecords: rows)
    }

    /// The number by which records name their source.
    func sourceNumber(_ source: String) -> UInt16 { names.intern(source) }

    /// Counts lines that a live subscription had to drop before they reached the store.
    package func countMissed(_ lines: Int) {
        guard lines > 0 else { return }
        writer.withLock { writer in
            writer.counters.miss(lines, before: writer.open.first + writer.open.count)
            let state = writer.state
            published.withLock { $0.publish(state) }
        }
        bell.ring()
    }

    /// What is in the store now; cheap, immutable, and valid for as long as it is held.
    package func snapshot() -> StoreSnapshot { published.withLock { $0 } }

    /// Rings whenever something was appended; a slow listener hears one ring for many.
    package func doorbell() -> AsyncStream<Void> { bell.listen() }
}
