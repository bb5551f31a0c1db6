import EventModel

/// A message to publish to a topic (https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html).
package struct TopicMessage: Hashable, Sendable {
    /// One attribute: a text and how it is to be read.
    package struct Attribute: Hashable, Sendable {
        package enum Kind: String, Sendable {
            case string = "String", array = "String.Array", number = "Number", binary = "Binary"
        }
        package var kind: Kind
        /// Of an array: JSON text. Of binary: base64.
        package var value: String
        package init(_ kind: Kind, _ value: String) {
            self.kind = kind
            self.value = value
        }
        package init(_ value: String) { self.init(.string, value) }
    }

    package var body: String
    package var subject: String?
    package var attributes: [String: Attribute]

    package init(_ body: String, subject: String? = nil, attributes: [String: Attribute] = [:]) {
        self.body = body
        self.subject = subject
        self.attributes = attributes
    }

    /// 256 KiB, attributes and all (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html).
    static let limit = 262_144

    /// - Throws: ``TopicError`` for a message the service refuses.
    func check() throws(TopicError) {
        if body.isEmpty { throw TopicError(.invalidParameter, "Invalid parameter: Empty message") }
        if let subject,
            subject.isEmpty || subject.count > 100 || subject.unicodeScalars.contains(where: { $0.value < 32 })
        {
            throw TopicError(
                .invalidParameter,
                "Invalid parameter: Subject: must be 1 to 100 characters without line breaks or control characters"
            )
        }
        var size = body.utf8.count
        for (name, attribute) in attributes {
            if name.isEmpty || name.utf8.count > 256 {
                throw TopicError(.invalidParameter, "Message attribute name must be 1 to 256 bytes long.")
            }
            if attribute.value.isEmpty {
                throw TopicError(.invalidParameter, "The message attribute '\(name)' must contain a non-empty value.")
            }
            switch attribute.kind {
            case .number where (try? JSON(parsing: attribute.value))?.number == nil:
                throw TopicError(.invalidParameter, "The message attribute '\(name)' is of type Number but holds none.")
            case .array where (try? JSON(parsing: attribute.value))?.array == nil:
                throw TopicError(
                    .invalidParameter,
                    "The message attribute '\(name)' is of type String.Array but holds no JSON array."
                )
            default: break
            }
            size += name.utf8.count + attribute.kind.rawValue.utf8.count + attribute.value.utf8.count
        }
        if size > Self.limit {
            throw TopicError(
                .invalidParameter,
                "Invalid parameter: Message too long: \(size) bytes, the limit is \(Self.limit)"
            )
        }
    }

    /// Its attributes as a filter policy sees them: numbers as numbers, arrays as arrays; binary ones are not seen.
    var filterable: JSON {
        var object = JSON.Object()
        for (name, attribute) in attributes {
            switch attribute.kind {
            case .string: object[name] = .string(attribute.value)
            case .number, .array: object[name] = try? JSON(parsing: attribute.value)
            case .binary: break
            }
        }
        return .object(object)
    }

    /// What kind of event it tells of: its attribute `event_type`, `eventType`, `detail-type` or `event`, else the same member of a body
    /// that is a JSON object, else `Notification`. A subject is a headline for people, with the order's number in it as likely as not,
    /// and names no kind.
    var eventType: String {
        for name in Self.typeNames {
            if let attribute = attributes[name], attribute.kind == .string, let type = Self.type(attribute.value) {
                return type
            }
        }
        // Most bodies that are objects say so with their first byte; others are not worth reading.
        guard body.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), let json = try? JSON(parsing: body) else {
            return "Notification"
        }
        for name in Self.typeNames {
            if let type = json[name]?.string.flatMap(Self.type) { return type }
        }
        return "Notification"
    }

    private static let typeNames = ["event_type", "eventType", "detail-type", "event"]

    /// A type as one word or a few; a longer text is none. EventBridge takes no longer one
    /// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html).
    private static func type(_ text: String) -> String? { text.isEmpty || text.utf8.count > 128 ? nil : text }

    /// As SNS writes them within an envelope.
    var attributesJSON: JSON {
        .object(
            JSON.Object(
                attributes.sorted { $0.key < $1.key }.map { name, attribute in
                    .init(name, ["Type": .string(attribute.kind.rawValue), "Value": .string(attribute.value)])
                }
            )
        )
    }
}

extension TopicMessage {
    /// What is beside the body, as a column keeps it; nil for nothing.
    var column: String? {
        if attributes.isEmpty && subject == nil { return nil }
        var object = JSON.Object([.init("attributes", attributesJSON)])
        if let subject { object["subject"] = .string(subject) }
        return JSON.object(object).description
    }

    init(_ body: String, column: String?) {
        let json = JSON(column: column)
        var attributes: [String: Attribute] = [:]
        for member in json["attributes"]?.object?.members ?? [] {
            let kind = member.value["Type"]?.string.flatMap(Attribute.Kind.init(rawValue:)) ?? .string
            attributes[member.name] = Attribute(kind, member.value["Value"]?.string ?? "")
        }
        self.init(body, subject: json["subject"]?.string, attributes: attributes)
    }

    private static let deathAttributes: Set<String> = ["SUBSCRIPTION", "ERROR_CODE", "ERROR_MESSAGE"]

    /// The attributes of a dead letter: the message's own, and, as far as there is room for them, why it died.
    static func deadLetterAttributes(_ column: String?, _ target: Wiring.Target, _ error: ErrorInfo) -> [String: String]
    {
        var attributes = TopicMessage("", column: column).attributes.mapValues { Queue.allowed($0.value) }
        let message = Queue.allowed(String(error.message.prefix(1024)))
        for (name, value) in [("ERROR_CODE", error.type), ("ERROR_MESSAGE", message), ("SUBSCRIPTION", target.name)]
        where attributes[name] == nil && attributes.count < Queue.Limit.attributes {
            attributes[name] = value
        }
        return attributes
    }

    /// What a delivery carries beside the body that is made of a dead letter of a subscription; nil for other targets.
    static func extras(ofDeadLetterFor target: String, _ attributes: [String: String]) -> String? {
        guard target.hasPrefix(TopicDefinition.prefix) else { return nil }
        let own = attributes.filter {
            !deathAttributes.contains($0.key) && $0.key != BundledDeadLetterBroker.attribute
        }
        return TopicMessage("", attributes: own.mapValues { Attribute($0) }).column
    }
}

/// Why a message was not published.
package typealias TopicError = ServiceError<TopicErrorCode>

/// See ``TopicError``.
package enum TopicErrorCode: String, Sendable { case notFound = "NotFound", invalidParameter = "InvalidParameter" }
