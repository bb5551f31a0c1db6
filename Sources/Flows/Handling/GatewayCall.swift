import EventModel
import Pipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a function reads of a request that the gateway hands it, in the payload format 2.0
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
struct GatewayCall: Sendable {
    /// `POST /api/upload`.
    var routeKey: String
    var body: [UInt8]
    private let payload: JSON

    /// - Throws: ``ErrorInfo`` `InvalidPayload` for what is no request of a gateway.
    init(_ payload: JSON) throws {
        guard payload["version"] == "2.0", let key = payload["routeKey"]?.string else {
            throw failure("InvalidPayload", "this is no request in the payload format 2.0")
        }
        routeKey = key
        self.payload = payload
        let text = payload["body"]?.string ?? ""
        if payload["isBase64Encoded"] == true {
            guard let data = Data(base64Encoded: text) else {
                throw failure("InvalidPayload", "the body is no base64, though isBase64Encoded says so")
            }
            body = [UInt8](data)
        } else {
            body = Array(text.utf8)
        }
    }

    /// A parameter of the path.
    func parameter(_ name: String) -> String? { payload["pathParameters"]?[name]?.string }

    func header(_ name: String) -> String? { payload["headers"]?[name]?.string }

    /// The answer that the gateway gives: a status and JSON.
    static func answer(_ status: Int, _ json: JSON, headers: [String: String] = [:]) -> JSON {
        var all: [JSON.Member] = [JSON.Member("content-type", "application/json")]
        all += headers.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
        return [
            "statusCode": .int(status), "headers": .object(JSON.Object(all)), "body": .string(json.description),
            "isBase64Encoded": false,
        ]
    }
}
