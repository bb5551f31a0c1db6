import EventModel
import Pipeline

/// One change of a table, as the poller of its change stream hands it over
/// (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html).
struct ChangeRecord: Sendable {
    var kind: String
    /// The new image without its types; null for what was deleted.
    var new: JSON
    var context: any FunctionContext

    static func read(_ payload: JSON, _ context: any FunctionContext) throws -> [ChangeRecord] {
        guard let records = payload["Records"]?.array else { throw failure("InvalidPayload", "there are no Records") }
        return records.enumerated().map { index, record in
            ChangeRecord(
                kind: record["eventName"]?.string ?? "",
                new: .object(
                    JSON.Object(
                        (record["dynamodb"]?["NewImage"]?.object?.members ?? []).map {
                            JSON.Member($0.name, Self.plain($0.value))
                        }
                    )
                ),
                context: context.record(index)
            )
        }
    }

    /// `{"S": "a"}` is `"a"`; of the kinds that hold others only the flat ones are read.
    private static func plain(_ value: JSON) -> JSON {
        if let text = value["S"] { return text }
        if let text = value["N"]?.string, let number = try? JSON(parsing: text) { return number }
        return value["BOOL"] ?? .null
    }
}
