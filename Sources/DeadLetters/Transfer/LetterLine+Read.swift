import EventModel

extension LetterLine {
    /// - Throws: ``DeadLetterError`` `badInput` with the member that is wrong.
    static func read(_ line: [UInt8]) throws(DeadLetterError) -> DeadLetter {
        let json: JSON
        do { json = try JSON(parsing: line) } catch { throw bad("\(error)") }
        guard json.object != nil else { throw bad("it is not a JSON object") }
        guard json["version"]?.integer == 1 else { throw bad("version is not 1: it is not a line of an export") }
        let encoding = try text(json, "body_encoding")
        let spelled = try text(json, "body")
        let body: [UInt8]
        switch encoding {
        case "text": body = Array(spelled.utf8)
        case "base64":
            guard let decoded = try? BodyView.base64(Array(spelled.utf8)) else { throw bad("body is not base64") }
            body = decoded
        default: throw bad("body_encoding is neither text nor base64")
        }
        guard let source = json["source"].flatMap(DeadLetter.Destination.init(json:)) else {
            throw bad("source is not a destination: {\"kind\",\"name\"}")
        }
        let id = try text(json, "id")
        guard !id.isEmpty else { throw bad("id is empty") }
        return DeadLetter(
            id: id,
            queue: try text(json, "queue"),
            source: source,
            eventType: try optionalText(json, "event_type"),
            correlationID: try optionalText(json, "correlation_id"),
            reason: try text(json, "reason"),
            error: try optional(json, "error", error),
            attempts: try list(json, "attempts", attempt),
            receiveCount: try count(json, "receive_count"),
            generation: try count(json, "generation"),
            firstFailed: try optional(json, "first_failed", time),
            died: try time(try member(json, "died"), "died"),
            expires: try optional(json, "expires", time),
            attributes: try attributes(json),
            body: body,
            version: try optionalText(json, "function_version"),
            history: try list(json, "history", life)
        )
    }

    private static func bad(_ why: String) -> DeadLetterError { DeadLetterError(.badInput, why) }

    private static func member(_ json: JSON, _ name: String) throws(DeadLetterError) -> JSON {
        guard let value = json[name] else { throw bad("\(name) is missing") }
        return value
    }

    private static func text(_ json: JSON, _ name: String) throws(DeadLetterError) -> String {
        guard let text = try member(json, name).string else { throw bad("\(name) is not a text") }
        return text
    }

    private static func optional<T>(
        _ json: JSON,
        _ name: String,
        _ read: (JSON, String) throws(DeadLetterError) -> T
    ) throws(DeadLetterError) -> T? {
        guard let value = json[name], value != .null else { return nil }
        return try read(value, name)
    }

    private static func optionalText(_ json: JSON, _ name: String) throws(DeadLetterError) -> String? {
        guard let value = json[name], value != .null else { return nil }
        guard let text = value.string else { throw bad("\(name) is not a text") }
        return text
    }

    private static func count(_ json: JSON, _ name: String) throws(DeadLetterError) -> Int {
        guard let count = try member(json, name).integer, count >= 0 else { throw bad("\(name) is not a count") }
        return count
    }

    private static func time(_ json: JSON, _ name: String) throws(DeadLetterError) -> Timestamp {
        guard case .number(let number) = json, let nanoseconds = Int64(number.text) else {
            throw bad("\(name) is not a time in nanoseconds")
        }
        return Timestamp(nanoseconds: nanoseconds)
    }

    private static func error(_ json: JSON, _ name: String) throws(DeadLetterError) -> ErrorInfo {
        guard json.object != nil else { throw bad("\(name) is not an object") }
        return ErrorInfo(
            type: try text(json, "type"),
            message: try text(json, "message"),
            stack: try optionalText(json, "stack")
        )
    }

    private static func list<T>(
        _ json: JSON,
        _ name: String,
        _ read: (JSON) throws(DeadLetterError) -> T
    ) throws(DeadLetterError) -> [T] {
        guard let elements = try member(json, name).array else { throw bad("\(name) is not a list") }
        var list: [T] = []
        for element in elements { list.append(try read(element)) }
        return list
    }

    private static func attempt(_ json: JSON) throws(DeadLetterError) -> DeadLetter.Attempt {
        DeadLetter.Attempt(
            number: try count(json, "number"),
            at: try time(try member(json, "at"), "at"),
            error: try error(try member(json, "error"), "error"),
            requestID: try optionalText(json, "request_id")
        )
    }

    private static func life(_ json: JSON) throws(DeadLetterError) -> DeadLetter.Life {
        DeadLetter.Life(
            generation: try count(json, "generation"),
            died: try time(try member(json, "died"), "died"),
            reason: try text(json, "reason"),
            error: try optional(json, "error", error),
            attempts: try list(json, "attempts", attempt),
            task: try text(json, "task"),
            actor: try text(json, "actor"),
            redriven: try time(try member(json, "redriven"), "redriven")
        )
    }

    private static func attributes(_ json: JSON) throws(DeadLetterError) -> [String: String] {
        guard let object = try member(json, "attributes").object else { throw bad("attributes is not an object") }
        var attributes: [String: String] = [:]
        for member in object.members {
            guard let value = member.value.string else { throw bad("attribute \(member.name) is not a text") }
            attributes[member.name] = value
        }
        return attributes
    }
}
