import EventModel

/// How a value was read, in words.
enum FieldWords {
    /// Nil where there is nothing to say.
    static func reading(_ decoder: LineDecoder, _ field: RecordField) -> String? {
        switch field {
        case .time: time(decoder)
        case .severity: decoder.severity.map { "read as \($0.name)" } ?? "no severity that is known"
        case .duration, .wait, .retryIn:
            decoder.nanoseconds(field).map { "read as \(JSON.Number(Double($0) / 1e6).text) ms" }
                ?? "cannot be read as a duration"
        case .correlation, .trace, .request, .eventID, .cause: id(decoder, field)
        case .hop where decoder.hop == nil: "no hop that is known"
        case .message where decoder.reading(.message) == .template: "a template, filled from the other names"
        default: nil
        }
    }

    private static func time(_ decoder: LineDecoder) -> String {
        let (tape, place) = (decoder.tape, decoder.place(.time))
        switch tape.kind(place) {
        case .integer, .unsigned, .double: return epoch(tape.number(place) ?? 0, decoder.reading(.time))
        case .string:
            let bytes = tape.bytes(place)
            if Timestamp(rfc3339: UnsafeRawBufferPointer(bytes)) != nil {
                let hasZone = bytes.dropFirst(19).contains {
                    $0 | 0x20 == UInt8(ascii: "z") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
                }
                return hasZone ? "RFC 3339" : "RFC 3339 without a zone, taken for UTC"
            }
            if let number = Double(tape.string(place)) { return epoch(number, decoder.reading(.time)) + " as text" }
            return "a layout that logs use"
        default: return "seconds and a fraction"
        }
    }

    private static func epoch(_ number: Double, _ reading: FieldReading) -> String {
        switch reading {
        case .nanoseconds: "epoch nanoseconds"
        case .microseconds: "epoch microseconds"
        case .milliseconds: "epoch milliseconds"
        case .seconds: "epoch seconds"
        default:
            switch number.magnitude {
            case 0..<1e11: "epoch seconds"
            case 0..<1e14: "epoch milliseconds"
            case 0..<1e17: "epoch microseconds"
            default: "epoch nanoseconds"
            }
        }
    }

    private static func id(_ decoder: LineDecoder, _ field: RecordField) -> String? {
        let part = field == .cause ? "parent" : field == .eventID ? "span" : "trace"
        return switch decoder.reading(field) {
        case .traceparent: "the \(part) id of a W3C traceparent"
        case .xray: "the \(field == .cause ? "parent" : "root") of an X-Ray header"
        case .b3: "the \(part) id of a B3 header"
        case .jaeger: "the \(part) id of a Jaeger header"
        case .path: "the id in it"
        default: nil
        }
    }

    /// `3rd`.
    static func ordinal(_ n: Int) -> String {
        let suffix =
            switch (n % 10, n % 100) {
            case (_, 11...13): "th"
            case (1, _): "st"
            case (2, _): "nd"
            case (3, _): "rd"
            default: "th"
            }
        return "\(n)\(suffix)"
    }
}
