import EventModel
import Pipeline

/// Files what the success destination says of a report
/// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
struct ReportArchiveHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        guard let report = record.detail["responsePayload"], let id = report["report_id"]?.string else {
            throw failure("InvalidResult", "responsePayload holds no report")
        }
        try await service.call(2...12, record, "file")
        let attempts = record.detail[path: "requestContext.approximateInvokeCount"] ?? 1
        try await record.context.transact { $0["reports", id] = ["report": report, "attempts": attempts] }
        record.log(.info, "report filed", ["report_id": .string(id), "attempts": attempts])
        return ["report_id": .string(id)]
    }
}
