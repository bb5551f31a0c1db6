import EventModel
import Pipeline

/// Keeps a table of where each order is, `order-board`, by what the streams publish. Events come in any order, and twice: a row only
/// ever gets a later version.
struct OrderBoard: Sendable {
    let service: Service
    static let table = "order-board"

    func project(_ record: EventRecord) async throws -> JSON {
        guard let id = record.detail["order_id"]?.string, let version = record.detail["order_version"]?.integer else {
            throw failure("InvalidOrder", "order_id or order_version is missing")
        }
        let row = record.detail
        let isNews = try await record.context.transact { tables in
            if let known = tables[Self.table, id]?["order_version"]?.integer, known >= version { return false }
            tables[Self.table, id] = row
            return true
        }
        record.log(
            isNews ? .info : .debug,
            isNews ? "order is \(record.detail["status"]?.string ?? "") now" : "a later version is known",
            ["order_id": .string(id), "version": .int(version)]
        )
        return ["order_id": .string(id), "news": .bool(isNews)]
    }
}
