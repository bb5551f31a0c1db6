import EventModel

/// A dead letter's attributes and body as the vocabularies read them.
struct DeathRecord {
    /// The body and what it wraps, outermost first, as far as they are JSON objects: the body of a message from a topic or a bus
    /// has the record that counts inside.
    let objects: [JSON]
    let body: [UInt8]
    private let attributes: [String: String]
    private let lowerCased: [String: String]

    /// Larger bodies are not read: records of a death are far smaller than what a queue takes.
    private static let largest = 4 << 20

    init(_ letter: DeadLetter) {
        attributes = letter.attributes
        body = letter.body
        let sorted = letter.attributes.sorted { $0.key < $1.key }
        lowerCased = Dictionary(sorted.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        var objects: [JSON] = []
        if letter.body.count <= Self.largest, let first = letter.body.first(where: { $0 > 0x20 }),
            "{\"".utf8.contains(first),
            let json = try? JSON(parsing: letter.body), let outer = Self.object(json)
        {
            objects.append(outer)
            for name in ["Message", "detail", "body"] {
                if let inner = outer[name].flatMap(Self.object) { objects.append(inner) }
            }
        }
        self.objects = objects
    }

    /// An object, or the one that a string has in it.
    static func object(_ json: JSON) -> JSON? {
        switch json {
        case .object: json
        case .string(let text) where text.utf8.first == UInt8(ascii: "{"):
            (try? JSON(parsing: text)).flatMap { $0.object == nil ? nil : $0 }
        default: nil
        }
    }

    func has(prefix: String) -> Bool { lowerCased.keys.contains { $0.hasPrefix(prefix) } }

    /// An attribute as it is; upper and lower case of its name make a difference only where both are there.
    func raw(_ name: String) -> String? { attributes[name] ?? lowerCased[name.lowercased()] }

    /// An attribute's text, out of a JSON string or out of the object that SQS and SNS wrap it in (`StringValue`, `Value`).
    func text(_ name: String) -> String? {
        guard let raw = raw(name) else { return nil }
        guard let first = raw.utf8.first, first == UInt8(ascii: "\"") || first == UInt8(ascii: "{"),
            let json = try? JSON(parsing: raw)
        else { return raw }
        if let text = json.string { return text }
        for member in ["StringValue", "stringValue", "Value", "value"] {
            if let text = json[member].flatMap(Self.text) { return text }
        }
        return raw
    }

    func json(_ name: String) -> JSON? { text(name).flatMap { try? JSON(parsing: $0) } }
    func integer(_ name: String) -> Int? { text(name).flatMap(Self.integer) }
    func time(_ name: String) -> Timestamp? { text(name).flatMap { Self.time(.string($0)) } }

    /// What a JSON value says in one line; nil for null.
    static func text(_ json: JSON) -> String? {
        switch json {
        case .null: nil
        case .string(let text): text
        default: json.description
        }
    }

    static func integer(_ json: JSON) -> Int? { json.integer ?? json.string.flatMap(integer) }

    /// A whole number as digits, or as the four or eight bytes, most significant first, that Kafka clients write, each byte a
    /// character, or all of them base64.
    static func integer(_ text: String) -> Int? {
        let digits = text.drop { $0 == " " }
        if let value = Int(digits) { return value }
        if text.utf8.last == UInt8(ascii: "="), let bytes = try? BodyView.base64(Array(text.utf8)) {
            return bigEndian(bytes)
        }
        let scalars = Array(text.unicodeScalars)
        guard scalars.count == 4 || scalars.count == 8, scalars.allSatisfy({ $0.value < 0x100 }) else { return nil }
        return bigEndian(scalars.map { UInt8($0.value) })
    }

    private static func bigEndian(_ bytes: [UInt8]) -> Int? {
        guard bytes.count == 4 || bytes.count == 8 else { return nil }
        let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return bytes.count == 4 ? Int(Int32(truncatingIfNeeded: bits)) : Int(Int64(bitPattern: bits))
    }

    /// RFC 3339, or a number since 1970 in the unit that its size tells: seconds, milli-, micro- or nanoseconds.
    static func time(_ json: JSON) -> Timestamp? {
        if let text = json.string, let time = Timestamp(rfc3339: text) { return time }
        // AMQP tables keep a time as an object in some tools' JSON.
        guard let value = integer(json) ?? json["value"].flatMap(integer), value >= 0 else { return nil }
        let scale: Int64 =
            switch value {
            case 100_000_000_000_000_000...: 1
            case 100_000_000_000_000...: 1_000
            case 100_000_000_000...: 1_000_000
            default: 1_000_000_000
            }
        let (nanoseconds, overflow) = Int64(value).multipliedReportingOverflow(by: scale)
        return overflow ? nil : Timestamp(nanoseconds: nanoseconds)
    }
}
