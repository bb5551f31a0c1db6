/// The ids in headers that hold several.
///
/// - W3C: `VERSION-TRACE-PARENT-FLAGS` (https://www.w3.org/TR/trace-context/#traceparent-header)
/// - AWS X-Ray: `Root=…;Parent=…;Sampled=…` (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader)
/// - B3: `TRACE-SPAN-SAMPLED-PARENT` (https://github.com/openzipkin/b3-propagation#single-header)
/// - Jaeger: `TRACE:SPAN:PARENT:FLAGS` (https://www.jaegertracing.io/docs/1.21/client-libraries/#propagation-format)
enum TraceHeader {
    /// The id that a field takes from a header; nil where the header has none, or is none.
    static func id(
        _ field: RecordField,
        _ header: UnsafeBufferPointer<UInt8>,
        _ reading: FieldReading
    ) -> UnsafeBufferPointer<UInt8>? {
        switch reading {
        case .traceparent: traceparent(field, header)
        case .xray: xray(field, header)
        case .b3: part(b3Part(field), of: header, UInt8(ascii: "-"))
        case .jaeger: part(jaegerPart(field), of: header, UInt8(ascii: ":"))
        case .path: path(header)
        default: header
        }
    }

    /// Whether a trace id is a whole X-Ray header, as `_X_AMZN_TRACE_ID` has it and some runtimes write it.
    @inline(__always)
    static func isXRay(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
        id.first == UInt8(ascii: "R") && id.starts(with: "Root=".utf8)
    }

    private static func traceparent(_ field: RecordField, _ header: UnsafeBufferPointer<UInt8>)
        -> UnsafeBufferPointer<UInt8>?
    {
        guard header.count >= 55, header[2] == 0x2D, header[35] == 0x2D, header[52] == 0x2D,
            header[3..<35].allSatisfy(isHex), header[36..<52].allSatisfy(isHex)
        else { return nil }
        return UnsafeBufferPointer(rebasing: field == .cause ? header[36..<52] : header[3..<35])
    }

    private static func xray(_ field: RecordField, _ header: UnsafeBufferPointer<UInt8>)
        -> UnsafeBufferPointer<UInt8>?
    {
        let wanted = field == .cause ? "Parent=" : "Root="
        var start = 0
        while start < header.count {
            let end = header[start...].firstIndex(of: UInt8(ascii: ";")) ?? header.count
            let item = header[start..<end]
            if item.starts(with: wanted.utf8), item.count > wanted.utf8.count {
                return UnsafeBufferPointer(rebasing: item.dropFirst(wanted.utf8.count))
            }
            start = end + 1
        }
        return nil
    }

    private static func b3Part(_ field: RecordField) -> Int {
        switch field {
        case .eventID: 1
        case .cause: 3
        default: 0
        }
    }

    private static func jaegerPart(_ field: RecordField) -> Int {
        switch field {
        case .eventID: 1
        case .cause: 2
        default: 0
        }
    }

    private static func part(_ number: Int, of header: UnsafeBufferPointer<UInt8>, _ separator: UInt8)
        -> UnsafeBufferPointer<UInt8>?
    {
        let parts = header.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count >= 2, number < parts.count, !parts[number].isEmpty, parts[number].allSatisfy(isHex) else {
            return nil
        }
        return UnsafeBufferPointer(rebasing: parts[number])
    }

    /// `projects/P/traces/ID`, `ID/SPAN;o=1`, or an id alone.
    private static func path(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        let slash = UInt8(ascii: "/")
        var id = text[...]
        if text.starts(with: "projects/".utf8) {
            guard let last = text.lastIndex(of: slash) else { return nil }
            id = text[(last + 1)...]
        } else if let first = text.firstIndex(of: slash) {
            id = text[..<first]
        }
        guard id.count >= 16, id.count <= 36, id.allSatisfy({ isHex($0) || $0 == 0x2D }) else { return nil }
        return UnsafeBufferPointer(rebasing: id)
    }

    @inline(__always)
    static func isHex(_ b: UInt8) -> Bool { (b >= 48 && b <= 57) || (b | 0x20 >= 97 && b | 0x20 <= 102) }
}
