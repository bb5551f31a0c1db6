import EventModel

/// Which hop of a flow a log line belongs to by the request it was written in, where it names no cause.
final class RequestNodes {
    private let snapshot: StoreSnapshot
    private let records: [FlowRecord]
    private let decoder: LineDecoder
    /// The first record of each request that is a hop or a span; made when first needed.
    private var first: [String: Int]?

    init(snapshot: StoreSnapshot, records: [FlowRecord], decoder: LineDecoder) {
        self.snapshot = snapshot
        self.records = records
        self.decoder = decoder
    }

    private func request(_ i: Int) -> String? {
        guard records[i].flags.contains(.request), let (chunk, row) = snapshot.place(records[i].id),
            decoder.decode(chunk, row)
        else { return nil }
        return decoder.text(.request)
    }

    func node(of i: Int, in skeleton: FlowSkeleton) -> Int? {
        guard let request = request(i) else { return nil }
        if first == nil {
            var found: [String: Int] = [:]
            for j in records.indices where skeleton.owner[j] >= 0 {
                // Records that name both a cause and no event are in a node already, but are not what made it.
                guard skeleton.nodes[skeleton.owner[j]].first == j, let other = self.request(j), found[other] == nil
                else { continue }
                found[other] = skeleton.owner[j]
            }
            first = found
        }
        return first?[request]
    }
}
