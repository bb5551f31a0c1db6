import EventModel
import Pipeline

/// Answers how far an upload has come.
struct UploadStatus: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let call = try GatewayCall(record.event)
        guard let id = call.parameter("uploadId"),
            let item = try await record.context.item(id, in: UploadedFile.table)
        else { return GatewayCall.answer(404, ["message": "no such upload, or none that is known yet"]) }
        return GatewayCall.answer(200, item, headers: ["cache-control": "no-store"])
    }
}
