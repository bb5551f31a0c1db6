package import EventModel

/// What ties a request to its flow and its trace: taken from its headers where they are well formed, new where they are not. What
/// comes in otherwise is never handed on.
package struct RequestIdentity: Hashable, Sendable {
    package let correlationID: String
    package let traceID: String
    /// The span of the request itself, which is the parent of what follows.
    package let spanID: String
    /// The caller's span.
    package let parentID: String?
    package let flags: UInt8
    /// Nil where there is none, or none that is well formed.
    package let traceState: String?
    /// The headers that were there and did not count.
    package let replaced: [String]

    /// - Parameter ids: for what is new.
    package init(_ head: RequestHead, ids: IDSource) {
        let trace = TraceHeaders(head.headers.map { ($0.name, $0.value) })
        let given = head.values("x-correlation-id")
        var replaced: [String] = []
        if given.count == 1, Self.isCorrelationID(given[0]) {
            correlationID = given[0]
        } else {
            if !given.isEmpty { replaced.append("x-correlation-id") }
            correlationID = trace.parent?.traceID ?? ids()
        }
        if trace.parent == nil, !head.values("traceparent").isEmpty { replaced.append("traceparent") }
        if trace.parent != nil, trace.state == nil, !head.values("tracestate").isEmpty { replaced.append("tracestate") }
        traceID = trace.parent?.traceID ?? TraceContext.traceID(of: correlationID)
        spanID = TraceContext.spanID(of: ids())
        parentID = trace.parent?.parentID
        flags = trace.parent.map { $0.flags & 3 } ?? 1
        traceState = trace.state?.text
        self.replaced = replaced
    }

    /// The header for what follows, with this request as the parent; always of version 00.
    package var traceparent: String {
        let digits = String(flags, radix: 16)
        return "00-\(traceID)-\(spanID)-\(digits.utf8.count < 2 ? "0" : "")\(digits)"
    }

    /// Letters, digits and what ids are made of, 1 to 128 of them: nothing that a terminal, a shell, a query or a page takes for more.
    static func isCorrelationID(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || "-._~:/+=@".utf8.contains($0)
            }
    }
}
