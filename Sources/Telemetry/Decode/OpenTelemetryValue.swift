import EventModel

/// Values as OpenTelemetry's JSON writes them: each in an object that names its type, lists of keys and values, whole
/// numbers as text, ids in hexadecimal or base64.
enum OpenTelemetryValue {
    /// `[{"key","value"}]` as an object.
    static func attributes(_ list: JSON?) -> JSON.Object {
        if let object = list?.object { return object }
        return JSON.Object(
            (list?.array ?? []).compactMap { attribute in
                attribute["key"]?.string.map { .init($0, plain(attribute["value"] ?? .null)) }
            }
        )
    }

    /// `{"stringValue": "x"}` as `"x"`, and so on; what is no such object stays as it is.
    static func plain(_ value: JSON) -> JSON {
        guard let member = value.object?.members.first, value.object?.members.count == 1 else { return value }
        switch camelCase(member.name) {
        case "stringValue", "boolValue", "doubleValue", "bytesValue": return member.value
        case "intValue": return number(member.value)
        case "arrayValue": return .array((member.value["values"]?.array ?? []).map(plain))
        case "kvlistValue": return .object(attributes(member.value["values"]))
        default: return value
        }
    }

    /// A value with every list of attributes in it as an object.
    static func flattened(_ value: JSON) -> JSON {
        switch value {
        case .array(let elements): return .array(elements.map(flattened))
        case .object(let object):
            return .object(
                JSON.Object(
                    object.members.map { member in
                        switch camelCase(member.name) {
                        case "attributes": .init("attributes", .object(attributes(member.value)))
                        case "traceId": .init("traceId", id(member.value, bytes: 16))
                        case "spanId": .init("spanId", id(member.value, bytes: 8))
                        case let name: .init(name, flattened(member.value))
                        }
                    }
                )
            )
        default: return value
        }
    }

    /// A whole number that was written as text, as protobuf's JSON does with 64 bits.
    static func number(_ value: JSON) -> JSON {
        if let text = value.string, let n = Int(text) { return .int(n) }
        return value
    }

    static func integer(_ value: JSON?) -> Int? { value?.string.flatMap { Int($0) } ?? value?.integer }

    static func isZero(_ value: JSON) -> Bool { integer(value) == 0 }

    /// An id in lower-case hexadecimal, from hexadecimal or base64; anything else as it is.
    static func id(_ value: JSON, bytes count: Int) -> JSON {
        guard let text = value.string else { return value }
        let digits = Array(text.utf8)
        if digits.count == count * 2, digits.allSatisfy(TraceHeader.isHex) {
            return .string(String(decoding: digits.map { $0 >= 65 && $0 <= 70 ? $0 | 0x20 : $0 }, as: UTF8.self))
        }
        guard let bytes = base64(digits), bytes.count == count else { return value }
        let hex = Array("0123456789abcdef".utf8)
        return .string(String(decoding: bytes.flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }, as: UTF8.self))
    }

    private static func base64(_ text: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (buffer, bits) = (0, 0)
        for c in text {
            let value: UInt8
            switch c {
            case 65...90: value = c - 65
            case 97...122: value = c - 71
            case 48...57: value = c + 4
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            case UInt8(ascii: "="): continue
            default: return nil
            }
            buffer = (buffer << 6 | Int(value)) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return bytes
    }

    /// `trace_id` as `traceId`.
    static func camelCase(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "_")) else { return name }
        var bytes: [UInt8] = []
        var isUpper = false
        for b in name.utf8 {
            if b == UInt8(ascii: "_") {
                isUpper = true
                continue
            }
            bytes.append(isUpper && b >= 97 && b <= 122 ? b - 32 : b)
            isUpper = false
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `traceId` as `trace_id`.
    static func snakeCase(_ name: String) -> String {
        var bytes: [UInt8] = []
        for b in name.utf8 {
            if b >= 65, b <= 90 {
                bytes.append(UInt8(ascii: "_"))
                bytes.append(b | 0x20)
            } else {
                bytes.append(b)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSON {
    /// The member of a name in camel case, or the same in snake case.
    func any(_ name: String) -> JSON? { self[name] ?? self[OpenTelemetryValue.snakeCase(name)] }
}
