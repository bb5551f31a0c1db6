import EventModel
import Pipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Takes an upload from the gateway: the request → the file in `upload-files`. What follows begins with what the store announces, so a
/// file that is stored is never forgotten, and one that is answered 202 is stored.
struct UploadReceiver: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let call = try GatewayCall(record.event)
        let said: (name: String, bytes: [UInt8], type: String?)
        do throws(Refusal) {
            said = try Self.read(call)
        } catch {
            return GatewayCall.answer(400, ["message": .string(error.message), "path": .string(error.path)])
        }
        guard let name = UploadName(said.name) else {
            let message =
                "the name has letters, digits and -._ only, and ends in .csv, .png, .jpg, .jpeg, .gif or .webp"
            return GatewayCall.answer(400, ["message": .string(message), "path": "/name"])
        }
        if said.bytes.isEmpty {
            return GatewayCall.answer(400, ["message": "the file has no bytes", "path": "/content"])
        }
        let file = UploadedFile(name, uploadID: record.context.requestID)
        var metadata = ["upload-id": file.uploadID]
        metadata["content-type"] = said.type
        try await record.context.put(said.bytes, key: file.key, in: file.bucket, metadata: metadata)
        record.log(
            .info,
            "file stored",
            ["key": .string(file.key), "upload_id": .string(file.uploadID), "bytes": .int(said.bytes.count)]
        )
        record.context.metric("UploadBytes", Double(said.bytes.count), unit: "Bytes")
        let answer: JSON = [
            "uploadId": .string(file.uploadID), "bucket": .string(file.bucket), "key": .string(file.key),
            "size": .int(said.bytes.count), "correlationId": .string(record.context.correlationID),
        ]
        return GatewayCall.answer(202, answer, headers: ["location": "/api/upload/\(file.uploadID)"])
    }

    private struct Refusal: Error {
        var path: String
        var message: String
    }

    /// A file is the body itself, under its name in the path, or stands in JSON: `{name, content, encoding}`.
    private static func read(_ call: GatewayCall) throws(Refusal) -> (name: String, bytes: [UInt8], type: String?) {
        if let name = call.parameter("name") { return (name, call.body, call.header("content-type")) }
        let json: JSON
        do {
            json = try JSON(parsing: call.body)
        } catch {
            throw Refusal(path: "/", message: "the body is \(error)")
        }
        guard let name = json["name"]?.string else { throw Refusal(path: "/name", message: "is missing") }
        guard let content = json["content"]?.string else { throw Refusal(path: "/content", message: "is missing") }
        switch json["encoding"]?.string ?? "utf-8" {
        case "utf-8": return (name, Array(content.utf8), nil)
        case "base64":
            guard let data = Data(base64Encoded: content) else {
                throw Refusal(path: "/content", message: "is no base64")
            }
            return (name, [UInt8](data), nil)
        default: throw Refusal(path: "/encoding", message: "must be utf-8 or base64")
        }
    }
}
