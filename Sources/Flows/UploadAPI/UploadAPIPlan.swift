import EventModel
import Pipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Draws the uploads of the load generator: what the gateway would hand to the function for a client's request.
enum UploadAPIPlan {
    static func draw(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus {
        let isImage = random.whole(0...9) < 4
        // Of the files that are to die some break their contract, and the others meet a scanner that is down.
        let isSpoilt = !isImage && fate == .dies && random.whole(0...1) == 1
        let token = SandboxToken.planned(isSpoilt ? .completes : fate, &random)
        var json = JSON.Object()
        if isImage {
            let image: (bytes: [UInt8], suffix: String)
            do {
                image = try SampleImage.draw(&random)
            } catch {
                // GD has no memory: the flow says so.
                image = ([0], "png")
            }
            json["name"] = .string("\(token)/photo-\(index + 1).\(image.suffix)")
            json["content"] = .string(Data(image.bytes).base64EncodedString())
            json["encoding"] = "base64"
        } else {
            let bytes = UploadPlan.file(index, isSpoilt ? .dies : .completes, &random).bytes
            json["name"] = .string("\(token)/sales-\(index + 1).csv")
            json["content"] = .string(String(decoding: bytes, as: UTF8.self))
        }
        return .invocation(function: "upload-receiver", payload: request(JSON.object(json).utf8))
    }

    private static func request(_ body: [UInt8]) -> JSON {
        let head = RequestHead(
            method: "POST",
            target: "/api/upload",
            headers: [
                RequestHead.Header("content-type", "application/json"),
                RequestHead.Header("content-length", String(body.count)),
                RequestHead.Header("user-agent", "tailrace-load"),
            ],
            source: "127.0.0.1",
            host: "localhost"
        )
        guard let target = RequestTarget(head.target) else { return [:] }
        return GatewayEvent(
            routeKey: "POST /api/upload",
            requestID: "load",
            head: head,
            target: target,
            body: body,
            time: Timestamp(seconds: 1_800_000_000),
            identity: RequestIdentity(head, ids: { "load" })
        ).payload
    }
}
