package import EventModel
package import Telemetry

/// Single records by id; cheap enough to ask for each row that is on screen.
package struct Records: Sendable {
    private enum Source: Sendable {
        case store(StoreSnapshot)
        case fixed([Int: (row: RecordRow, fields: JSON?)], gone: Set<Int>)
    }
    private let source: Source
    /// Ids held, from the oldest to one past the newest.
    package let ids: Range<Int>

    /// No records.
    package init() { self.init(rows: []) }

    /// The records of a store.
    package init(_ store: StoreSnapshot) {
        source = .store(store)
        ids = store.ids
    }

    /// Given records; their fields are what the rows say unless others are given.
    ///
    /// - Parameter gone: those whose lines cannot be read any more.
    package init(rows: [RecordRow], fields: [Int: JSON] = [:], gone: Set<Int> = []) {
        source = .fixed(Dictionary(rows.map { ($0.id, ($0, fields[$0.id])) }) { $1 }, gone: gone)
        ids = (rows.map(\.id).min() ?? 0)..<((rows.map(\.id).max() ?? -1) + 1)
    }

    /// The record; nil if it has been dropped.
    package func row(_ id: Int) -> RecordRow? {
        switch source {
        case .store(let store): store.row(id)
        case .fixed(let rows, _): rows[id]?.row
        }
    }

    /// When it happened; nil if it has been dropped. Costs next to nothing.
    package func time(_ id: Int) -> Timestamp? {
        switch source {
        case .store(let store): store.time(of: id)
        case .fixed(let rows, _): rows[id]?.row.time
        }
    }

    /// Lends a look at when records' lines say that they happened, for many of them; nil of one that says nothing, or has been
    /// dropped.
    package func withTimestamps<R>(_ body: (_ timestamp: (Int) -> Timestamp?) -> R) -> R {
        switch source {
        case .store(let store): body { store.timestamp(of: $0) }
        case .fixed(let rows, _): body { rows[$0]?.row.timestamp }
        }
    }

    /// Whether it carries metrics.
    package func hasMetrics(_ id: Int) -> Bool {
        switch source {
        case .store(let store): store.hasMetrics(id)
        case .fixed: false
        }
    }

    /// Every field of the line; nil if it has been dropped or was no JSON object.
    package func fields(_ id: Int) -> JSON? {
        switch source {
        case .store(let store): store.fields(id)
        case .fixed(let rows, let gone): gone.contains(id) ? nil : rows[id]?.fields
        }
    }

    /// The line as it came; nil if it has been dropped, or is no longer in its file.
    package func raw(_ id: Int) -> [UInt8]? {
        switch source {
        case .store(let store): store.raw(id)
        case .fixed(let rows, let gone):
            gone.contains(id) ? nil : rows[id].map { $0.fields?.utf8 ?? Array($0.row.message.utf8) }
        }
    }
}
