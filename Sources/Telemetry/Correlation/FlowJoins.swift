/// Which keys are one flow, because a record names two of them.
///
/// - A trace id joins whatever it is tied to.
/// - The id of a request joins the one flow that records with correlation ids tie it to, and with it the one that records with
///   nothing but a trace tie it to. Tied to more of a kind by its traces (an invocation that works off a batch of messages of
///   several flows), it does not join these; tied to several correlation ids, it joins nothing, and records that name only
///   the request are a flow of their own.
///
/// Neither rule asks in which order the ties came. Traces are joined as they come (union-find); requests are decided
/// when asked, since a further tie may part what one tie joined.
struct FlowJoins {
    private struct Edge {
        var flow: UInt32
        /// With ``FlowJoins/byTrace`` where the record's key is a trace.
        var requestAndKind: UInt32
        var request: Int { Int(requestAndKind & ~FlowJoins.byTrace) }
        var isByTrace: Bool { requestAndKind & FlowJoins.byTrace != 0 }
        /// The next edges of the same flow key and of the same request; ``FlowJoins/end`` after the last.
        var nextOfFlow: UInt32
        var nextOfRequest: UInt32
    }

    private static let end = UInt32.max
    private static let byTrace: UInt32 = 1 << 31

    /// For each key its parent by traces, and the next of all that are joined with it, in a ring.
    private var parent: [UInt32] = []
    private var next: [UInt32] = []
    private var edges: [Edge] = []
    private var firstOfFlow: [UInt32] = []
    private var firstOfRequest: [UInt32] = []

    init() {}

    var isEmpty: Bool { parent.isEmpty }

    /// Bytes of memory it holds.
    var bytes: Int { parent.capacity * 16 + edges.capacity * MemoryLayout<Edge>.stride }

    private mutating func grow(to key: Int) {
        guard key >= parent.count else { return }
        let new = parent.count...key
        parent.append(contentsOf: new.lazy.map { UInt32($0) })
        next.append(contentsOf: new.lazy.map { UInt32($0) })
        firstOfFlow.append(contentsOf: repeatElement(Self.end, count: new.count))
        firstOfRequest.append(contentsOf: repeatElement(Self.end, count: new.count))
    }

    /// The key that stands for all that traces join with this one.
    private func root(_ key: Int) -> Int {
        guard key < parent.count else { return key }
        var key = key
        while Int(parent[key]) != key { key = Int(parent[key]) }
        return key
    }

    private mutating func shorten(_ key: Int) -> Int {
        var key = key
        while Int(parent[key]) != key {
            parent[key] = parent[Int(parent[key])]
            key = Int(parent[key])
        }
        return key
    }

    /// Joins two keys by a trace.
    mutating func join(_ a: Int, _ b: Int) {
        grow(to: max(a, b))
        let (x, y) = (shorten(a), shorten(b))
        guard x != y else { return }
        // The smaller number is the root, so that it depends on no order; halving keeps the paths short.
        parent[max(x, y)] = UInt32(min(x, y))
        next.swapAt(x, y)
    }

    /// Notes that a record of a flow names a request.
    ///
    /// - Parameter isByTrace: the record has no correlation id: its flow is that of its trace.
    mutating func note(flow: Int, request: Int, isByTrace: Bool) {
        grow(to: max(flow, request))
        edges.append(
            Edge(
                flow: UInt32(flow),
                requestAndKind: UInt32(request) | (isByTrace ? Self.byTrace : 0),
                nextOfFlow: firstOfFlow[flow],
                nextOfRequest: firstOfRequest[request]
            )
        )
        firstOfFlow[flow] = UInt32(edges.count - 1)
        firstOfRequest[request] = UInt32(edges.count - 1)
    }

    /// The flows that a request joins, besides its own: by the correlation ids it is tied to, and by the traces.
    private func flows(ofRequest request: Int) -> (correlation: Int?, trace: Int?) {
        let own = root(request)
        var correlation: Int?
        var trace: Int?
        var hasSeveralTraces = false
        var edge = firstOfRequest[request]
        while edge != Self.end {
            let tie = edges[Int(edge)]
            edge = tie.nextOfRequest
            let other = root(Int(tie.flow))
            if other == own { continue }
            if tie.isByTrace {
                if let trace, trace != other { hasSeveralTraces = true }
                trace = other
            } else {
                if let correlation, correlation != other { return (nil, nil) }
                correlation = other
            }
        }
        return (correlation, hasSeveralTraces ? nil : trace)
    }

    /// All keys of the flow that a key belongs to, the key itself first.
    func keys(with key: Int) -> [Int] {
        guard key < parent.count else { return [key] }
        var keys: [Int] = []
        var roots: Set<Int> = [root(key)]
        var starts = [key]
        while let start = starts.popLast() {
            var at = start
            repeat {
                keys.append(at)
                let (correlation, trace) = flows(ofRequest: at)
                if let correlation, roots.insert(correlation).inserted { starts.append(correlation) }
                if let trace, roots.insert(trace).inserted { starts.append(trace) }
                var edge = firstOfFlow[at]
                while edge != Self.end {
                    let request = edges[Int(edge)].request
                    let other = root(request)
                    if !roots.contains(other) {
                        let (correlation, trace) = flows(ofRequest: request)
                        let isJoined = [correlation, trace].contains { $0.map(roots.contains) ?? false }
                        if isJoined {
                            roots.insert(other)
                            // Its other flow is met through the request itself, which need not be the first of its ring.
                            starts.append(request)
                        }
                    }
                    edge = edges[Int(edge)].nextOfFlow
                }
                at = Int(next[at])
            } while at != start
        }
        return keys
    }

    /// For each key the smallest of its flow, of as many keys as there are.
    func flows(of count: Int) -> [UInt32] {
        var flow = [UInt32](unsafeUninitializedCapacity: count) { buffer, used in
            for key in 0..<count { buffer[key] = UInt32(root(key)) }
            used = count
        }
        func top(_ key: Int) -> Int {
            var key = key
            while Int(flow[key]) != key {
                flow[key] = flow[Int(flow[key])]
                key = Int(flow[key])
            }
            return key
        }
        for request in firstOfRequest.indices where firstOfRequest[request] != Self.end {
            let joined = flows(ofRequest: request)
            for case let other? in [joined.correlation, joined.trace] {
                let (x, y) = (top(request), top(other))
                if x != y { flow[max(x, y)] = UInt32(min(x, y)) }
            }
        }
        // A root is smaller than what it stands for, so one pass upwards settles every key.
        for key in 0..<count { flow[key] = flow[Int(flow[key])] }
        return flow
    }
}
