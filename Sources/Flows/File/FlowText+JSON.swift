import EventModel

extension FlowText {
    /// - Throws: ``FlowMistake`` where it is no JSON.
    static func json(_ bytes: [UInt8]) throws(FlowMistake) -> FlowValue {
        do {
            _ = try JSON(parsing: bytes)
        } catch {
            throw FlowMistake(place(of: error.offset, in: bytes), "", "not JSON: \(error.reason)")
        }
        var walk = PlacedJSON(bytes: bytes)
        return try walk.value(path: "", depth: 0)
    }
}

/// Walks a text that is known to be JSON, and keeps the places.
private struct PlacedJSON {
    let bytes: [UInt8]
    private var i = 0
    private var line = 1
    private var lineStart = 0
    /// Columns count scalars, so that a long line is counted once.
    private var counted = 0
    private var column = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var byte: UInt8 { i < bytes.count ? bytes[i] : 0 }

    private mutating func place() -> FlowPlace {
        if counted < lineStart { (counted, column) = (lineStart, 0) }
        while counted < i {
            if bytes[counted] & 0xC0 != 0x80 { column += 1 }
            counted += 1
        }
        return FlowPlace(line: line, column: column + 1)
    }

    private mutating func skipSpace() {
        while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            if byte == 0x0A {
                line += 1
                lineStart = i + 1
            }
            i += 1
        }
    }

    mutating func value(path: String, depth: Int) throws(FlowMistake) -> FlowValue {
        skipSpace()
        var value = FlowValue(content: .list([]), place: place(), path: path)
        guard depth < FlowText.mostDepth else {
            throw FlowMistake(value.place, "", "nested deeper than \(FlowText.mostDepth)")
        }
        switch byte {
        case UInt8(ascii: "{"):
            var members: [FlowValue.Member] = []
            while next(until: UInt8(ascii: "}")) {
                let nameIs = place()
                let name = scalar().string ?? ""
                skipSpace()
                i += 1
                let inner = try self.value(path: value.path(to: name), depth: depth + 1)
                members.append(FlowValue.Member(name: name, place: nameIs, value: inner))
            }
            value.content = .object(members)
        case UInt8(ascii: "["):
            var values: [FlowValue] = []
            while next(until: UInt8(ascii: "]")) {
                values.append(try self.value(path: "\(path)[\(values.count)]", depth: depth + 1))
            }
            value.content = .list(values)
        default: value.content = .scalar(scalar())
        }
        return value
    }

    /// Goes past the mark that opens or separates, to the next element; false at the closing mark, which it goes past.
    private mutating func next(until close: UInt8) -> Bool {
        if byte != close { i += 1 }
        skipSpace()
        if byte == UInt8(ascii: ",") {
            i += 1
            skipSpace()
        }
        guard byte == close else { return true }
        i += 1
        return false
    }

    private mutating func scalar() -> JSON {
        let start = i
        if byte == UInt8(ascii: "\"") {
            i += 1
            while byte != UInt8(ascii: "\"") { i += byte == UInt8(ascii: "\\") ? 2 : 1 }
            i += 1
        } else {
            while i < bytes.count, !",]} \n\r\t".utf8.contains(byte) { i += 1 }
        }
        return (try? JSON(parsing: Array(bytes[start..<i]))) ?? .null
    }
}
