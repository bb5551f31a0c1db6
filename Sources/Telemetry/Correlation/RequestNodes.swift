import EventModel

/// Which hop of a flow a log line belongs to by the request it was written in, where it names no cause.
final class RequestNodes {
    private let records: [FlowRecord]
    private let lines: FlowLines
    /// The first record of each request that is a hop or a span, by a hash of its id; made when first needed.
    private var first: [UInt64: Int]?

    init(records: [FlowRecord], lines: FlowLines) {
        self.records = records
        self.lines = lines
    }

    private func request(_ i: Int) -> UInt64? {
        guard records[i].flags.contains(.request), lines.decode(records[i].id) else { return nil }
        if let bytes = lines.decoder.bytes(.request) { return ByteHash.of(bytes) }
        return lines.decoder.text(.request).map { ByteHash.of($0) }
    }

    func node(of i: Int, in skeleton: FlowSkeleton) -> Int? {
        // Where nothing is a hop or a span there is nothing to belong to, and no line to read.
        guard !skeleton.nodes.isEmpty, first?.isEmpty != true else { return nil }
        if first == nil {
            var found: [UInt64: Int] = [:]
            for j in records.indices where skeleton.owner[j] >= 0 {
                // Records that name both a cause and no event are in a node already, but are not what made it.
                guard skeleton.nodes[skeleton.owner[j]].first == j, let other = self.request(j), found[other] == nil
                else { continue }
                found[other] = skeleton.owner[j]
            }
            first = found
        }
        guard first?.isEmpty == false, let request = request(i) else { return nil }
        return first?[request]
    }
}
