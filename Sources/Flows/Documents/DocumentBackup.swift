import EventModel
import Pipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Keeps the raw events of the backup stream in the table `documents-backup`, by their place in the stream.
struct DocumentBackup: Sendable {
    let service: Service

    /// Takes what the poller of a stream hands over (https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html).
    func handle(_ payload: JSON, _ context: any FunctionContext) async throws -> JSON {
        let records = payload["Records"]?.array ?? []
        for (index, record) in records.enumerated() {
            guard let id = record["eventID"]?.string,
                let data = (record["kinesis"]?["data"]?.string).flatMap({ Data(base64Encoded: $0) })
            else { throw failure("InvalidPayload", "Records[\(index)] has no eventID or no data in base64") }
            let event = String(decoding: data, as: UTF8.self)
            let context = context.record(index)
            try await context.transact { $0["documents-backup", id] = ["event": .string(event)] }
            context.log(.debug, "Object Created", "event backed up", [JSON.Member("event_id", .string(id))])
        }
        return ["backed_up": .int(records.count)]
    }
}
