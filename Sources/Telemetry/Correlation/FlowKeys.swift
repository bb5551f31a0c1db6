/// The ids of one line that say which flow it belongs to, as hashes; 0 where it has none.
///
/// The first of them is the record's key. The others tie further flows to it: a trace id always, the id of a request
/// only where it is long enough to be unique (pino counts its requests `1`, `2`, … in every process).
struct FlowKeys: Hashable {
    var correlation: UInt64 = 0
    var trace: UInt64 = 0
    var request: UInt64 = 0
    /// The request's id is one of many like it, and joins nothing.
    var isCounted = false

    /// Ids shorter than this do not join, nor do plain numbers shorter than ``longestCount`` digits.
    static let shortestUnique = 8
    static let longestCount = 16

    init(correlation: UInt64 = 0, trace: UInt64 = 0, request: UInt64 = 0) {
        self.correlation = correlation
        self.trace = trace
        self.request = request
    }

    /// - Parameters:
    ///   - isFlow: the name of the request's id says that it stands for a flow.
    @inline(__always)
    init(
        correlation: UnsafeBufferPointer<UInt8>?,
        trace: UnsafeBufferPointer<UInt8>?,
        request: UnsafeBufferPointer<UInt8>?,
        isFlow: Bool
    ) {
        if let correlation { self.correlation = FlowKey.hash(correlation) }
        if let trace { self.trace = FlowKey.hash(trace) }
        guard let request else { return }
        self.request = FlowKey.hash(request)
        guard self.request != 0 else { return }
        isCounted = !Self.isUnique(request)
        // Of names that mean something else in other logs, only what is surely an id makes a flow.
        if isCounted, !isFlow { self.request = 0 }
    }

    /// The ids of the line that a decoder holds.
    init(_ decoder: LineDecoder) {
        let isFlow = decoder.reading(.request) == .flow
        if Self.isText(.correlation, decoder), Self.isText(.trace, decoder), Self.isText(.request, decoder) {
            self.init(
                correlation: decoder.bytes(.correlation),
                trace: decoder.bytes(.trace),
                request: decoder.bytes(.request),
                isFlow: isFlow
            )
            return
        }
        // Numbers, as JSON writes them.
        let texts = [RecordField.correlation, .trace, .request].map { decoder.text($0).map { Array($0.utf8) } }
        func with<R>(_ text: [UInt8]?, _ body: (UnsafeBufferPointer<UInt8>?) -> R) -> R {
            guard let text else { return body(nil) }
            return text.withUnsafeBufferPointer { body($0) }
        }
        self = with(texts[0]) { correlation in
            with(texts[1]) { trace in
                with(texts[2]) { request in
                    FlowKeys(correlation: correlation, trace: trace, request: request, isFlow: isFlow)
                }
            }
        }
    }

    private static func isText(_ field: RecordField, _ decoder: LineDecoder) -> Bool {
        !decoder.has(field) || decoder.bytes(field) != nil
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
            ties.add(row: row, flow: key, other: request, correlation != 0 ? .request : .requestOfTrace)
        }
    }

    /// Long enough, and no count, so that two requests will not have it by accident.
    static func isUnique(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
        guard id.count >= shortestUnique else { return false }
        return id.count >= longestCount || !id.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }
}
