/// The ids of one line that say which flow it belongs to, as hashes; 0 where it has none.
///
/// The first of them is the record's key. The others tie further flows to it: a trace id always, the id of a request
/// only where it is long enough to be unique (pino counts its requests `1`, `2`, … in every process).
struct FlowKeys {
    var correlation: UInt64 = 0
    var trace: UInt64 = 0
    var request: UInt64 = 0
    /// The request's id is one of many like it, and joins nothing.
    var isCounted = false

    /// Ids shorter than this do not join, nor do plain numbers shorter than ``longestCount`` digits.
    static let shortestUnique = 8
    static let longestCount = 16

    init() {}

    /// The ids of the line that a decoder holds.
    init(_ decoder: LineDecoder) {
        correlation = Self.hash(.correlation, decoder)
        trace = Self.hash(.trace, decoder)
        guard decoder.has(.request) else { return }
        request = Self.hash(.request, decoder)
        if request != 0 {
            isCounted = Self.with(.request, decoder) { !Self.isUnique($0) }
            // Of names that mean something else in other logs, only what is surely an id makes a flow.
            if isCounted, decoder.reading(.request) != .flow { request = 0 }
        }
    }

    /// What the record is found by; 0: it belongs to no flow.
    var key: UInt64 { correlation != 0 ? correlation : trace != 0 ? trace : request }

    /// Which field the key was taken from.
    var field: RecordField? {
        correlation != 0 ? .correlation : trace != 0 ? .trace : request != 0 ? .request : nil
    }

    /// Notes what the record of a row ties together.
    func tie(row: Int, in ties: TieList) {
        if correlation != 0, trace != 0 { ties.add(row: row, flow: correlation, other: trace, .trace) }
        if request != 0, !isCounted, correlation != 0 || trace != 0 {
            ties.add(row: row, flow: key, other: request, .request)
        }
    }

    @inline(__always)
    private static func hash(_ field: RecordField, _ decoder: LineDecoder) -> UInt64 {
        guard decoder.has(field) else { return 0 }
        return with(field, decoder) { isPlaceholder($0) ? 0 : ByteHash.of($0) }
    }

    private static func with<R>(
        _ field: RecordField,
        _ decoder: LineDecoder,
        _ body: (UnsafeBufferPointer<UInt8>) -> R
    ) -> R {
        if let bytes = decoder.bytes(field) { return body(bytes) }
        var text = decoder.text(field) ?? ""
        return text.withUTF8(body)
    }

    /// What stands where an id is missing: nothing, a dash, a word for it, or zeros.
    static func isPlaceholder(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
        if id.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "-") }) { return true }
        guard id.count <= 9 else { return false }
        return placeholders.contains { $0.count == id.count && zip($0, id).allSatisfy { $0 == $1 | 0x20 } }
    }

    private static let placeholders = [
        "none", "null", "nil", "unknown", "n/a", "na", "undefined", "(null)", "<nil>", "(none)",
    ]
    .map { Array($0.utf8) }

    /// Long enough, and no count, so that two requests will not have it by accident.
    static func isUnique(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
        guard id.count >= shortestUnique else { return false }
        return id.count >= longestCount || !id.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }
}
