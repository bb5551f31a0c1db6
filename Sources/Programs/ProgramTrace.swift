import EventModel

/// The W3C trace context that a program is handed.
enum ProgramTrace {
    /// A correlation id that is a trace id, or a UUID, is the trace; any other names one, and always the same.
    static func parent(correlationID: String, requestID: String) -> String {
        let digits = correlationID.lowercased().filter { $0 != "-" }
        let isID =
            digits.utf8.count == 32 && digits.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        let trace = isID && digits.contains { $0 != "0" } ? digits : hex("a" + correlationID) + hex("b" + correlationID)
        return "00-\(trace)-\(hex(requestID))-01"
    }

    /// 16 digits, never all zero.
    private static func hex(_ text: String) -> String {
        var hash = StableHash()
        hash.add(text)
        let digits = hash.hex(digits: 16)
        return digits.allSatisfy { $0 == "0" } ? String(repeating: "0", count: 15) + "1" : digits
    }
}
