/// Where the writer is: what a snapshot takes over from it.
struct StoreState: Sendable {
    var sealed: [Chunk]
    var open: Chunk
    var openCount: Int
    var newest: Int64
    var metrics: MetricTable
    var counters: StoreCounters
}
