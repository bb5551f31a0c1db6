package import EventModel
package import Telemetry

/// Single records by id; cheap enough to ask for each row that is on screen.
package struct Records: Sendable {
    private enum Source: Sendable {
        case store(StoreSnapshot)
        case fixed([Int: (row: RecordRow, fields: JSON?)])
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
    package init(rows: [RecordRow], fields: [Int: JSON] = [:]) {
        source = .fixed(Dictionary(rows.map { ($0.id, ($0, fields[$0.id])) }) { $1 })
        ids = (rows.map(\.id).min() ?? 0)..<((rows.map(\.id).max() ?? -1) + 1)
    }

    /// The record; nil if it has been dropped.
    package func row(_ id: Int) -> RecordRow? {
        switch source {
        case .store(let store): store.row(id)
        case .fixed(let rows): rows[id]?.row
        }
    }

    /// Every field of the line; nil if it has been dropped or was no JSON object.
    package func fields(_ id: Int) -> JSON? {
        switch source {
        case .store(let store): store.fields(id)
        case .fixed(let rows): rows[id]?.fields
        }
    }

    /// The line as it came; nil if it has been dropped.
    package func raw(_ id: Int) -> [UInt8]? {
        switch source {
        case .store(let store): store.raw(id)
        case .fixed(let rows): rows[id].map { $0.fields?.utf8 ?? Array($0.row.message.utf8) }
        }
    }
}
