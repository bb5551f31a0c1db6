extension TraceContext {
    /// The trace that a correlation id names: one that is a trace id, or a UUID, is the trace; any other names one, and always the
    /// same.
    package static func traceID(of correlationID: String) -> String {
        let digits = correlationID.lowercased().filter { $0 != "-" }
        let isID =
            digits.utf8.count == 32 && digits.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        if isID, digits.contains(where: { $0 != "0" }) { return digits }
        return hex("a" + correlationID) + hex("b" + correlationID)
    }

    /// The span that an id names: 16 digits.
    package static func spanID(of id: String) -> String { hex(id) }

    /// 16 digits, never all zero.
    private static func hex(_ text: String) -> String {
        var hash = StableHash()
        hash.add(text)
        let digits = hash.hex(digits: 16)
        return digits.allSatisfy { $0 == "0" } ? String(repeating: "0", count: 15) + "1" : digits
    }
}
