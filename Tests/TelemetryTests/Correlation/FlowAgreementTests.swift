import EventModel
import Testing

@testable import Telemetry

/// What must hold of any flow, however its records came: lists and trees agree, every record is placed once.
@Suite("Flows made at random")
struct FlowAgreementTests {
    /// A flow with fan-out, retries, deaths and redrives, some of its lines lost, doubled or out of order.
    static func random(_ name: String, _ random: inout SeededRandom) -> [String] {
        var flow = FlowWriter(name)
        flow.publish(0, "\(name)-e0")
        var open: [(id: String, at: Double)] = [("\(name)-e0", 0)]
        var number = 0
        func next(_ prefix: String) -> String {
            number += 1
            return "\(name)-\(prefix)\(number)"
        }
        while let (event, at) = open.popLast(), number < 60 {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let delivery = next("d")
                var now = at + Double.random(in: 0...20, using: &random)
                flow.deliver(now, delivery, by: event)
                var message = delivery
                if random.chance(0.6) {
                    message = next("m")
                    flow.queue(now, message, by: delivery)
                }
                for attempt in 1...3 {
                    now += Double.random(in: 0...50, using: &random)
                    let request = next("r")
                    flow.start(now, request, by: message, attempt: attempt)
                    if random.chance(0.1) { break }
                    let took = Double.random(in: 0...30, using: &random)
                    let failed = random.chance(0.3)
                    if !failed, random.chance(0.5) {
                        let event = next("e")
                        flow.publish(now + took / 2, event, by: request)
                        open.append((event, now + took / 2))
                    }
                    if random.chance(0.5) { flow.log(now + took / 3, "working", by: request, request: request) }
                    now += took
                    flow.end(now, request, by: message, took: took, attempt: attempt, error: failed ? "Bad" : nil)
                    guard failed else { break }
                    guard attempt == 3 else { continue }
                    flow.deadLetter(now + 1, of: message, by: random.chance(0.3) ? request : nil)
                    guard random.chance(0.5) else { break }
                    let key = next("k")
                    flow.redrive(now + 100, key, of: message)
                    let again = next("m")
                    flow.queue(now + 101, again, by: "redrive:\(key)", generation: 1)
                    if random.chance(0.8) {
                        flow.invoke(now + 110, next("r"), by: again, took: 5, error: random.chance(0.2) ? "Bad" : nil)
                    }
                }
            }
        }
        var lines = flow.lines
        let mess = Double.random(in: 0...0.1, using: &random)
        lines.removeAll { _ in random.chance(mess) }
        for i in lines.indices.reversed() where random.chance(mess) { lines.insert(lines[i], at: i) }
        if mess > 0.05 { lines.shuffle(using: &random) }
        return lines
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func listsAgreeWithTrees(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var lines: [String] = []
        for n in 0..<60 { lines += Self.random("flow-\(n)", &random) }
        if seed % 2 == 0 { lines.shuffle(using: &random) }
        let snapshot = TestLog.snapshot(lines, chunkRecords: 100)
        let list = snapshot.traces(sort: .latest, matching: nil, limit: 1000)
        #expect(list.total == list.flows.count)
        #expect(list.flows.map(\.ended) == list.flows.map(\.ended).sorted(by: >))
        for summary in list.flows {
            let tree = try #require(snapshot.trace(summary.correlationID))
            #expect(tree.summary == summary)
            #expect(snapshot.summary(of: summary.correlationID) == summary)
            check(tree, snapshot)
        }
        let slowest = snapshot.traces(sort: .slowest, matching: nil, limit: 1000).flows.map(\.duration)
        #expect(slowest == slowest.sorted(by: >))
        let errors = snapshot.traces(sort: .errors, matching: nil, limit: 1000).flows.map(\.errors)
        #expect(errors == errors.sorted(by: >))
        #expect(snapshot.traces(sort: .errors, matching: nil, limit: 7).flows.map(\.errors) == Array(errors.prefix(7)))
        let query = try Query("hop=deadletter")
        let dead = snapshot.traces(sort: .latest, matching: query, limit: 3)
        #expect(dead.total == list.flows.count { $0.deadLetters > 0 })
        #expect(dead.flows.allSatisfy { $0.deadLetters > 0 })
    }

    private func check(_ tree: TraceTree, _ snapshot: StoreSnapshot) {
        #expect(tree.nodes.flatMap(\.records).sorted() == snapshot.records(of: tree.summary.correlationID).sorted())
        for (n, node) in tree.nodes.enumerated() {
            if let parent = node.parent {
                #expect(
                    parent < n && tree.children(of: parent).contains(n) && tree.nodes[parent].depth + 1 == node.depth
                )
            } else {
                #expect(node.depth == 0)
            }
            let starts = tree.children(of: n).map { tree.hops[$0].start }
            #expect(starts == starts.sorted())
            #expect(node.start == tree.hops[n].start && node.duration == tree.hops[n].duration)
        }
        #expect(tree.summary.deadLetters == tree.nodes.count { $0.kind == .deadletter })
        #expect(tree.summary.redrives == tree.nodes.count { $0.kind == .redrive })
        #expect(tree.summary.records == tree.nodes.reduce(0) { $0 + $1.records.count })
        // Waiting and work fill the path from its start to its end.
        let path = tree.nodes.filter(\.critical)
        guard let first = path.first, let last = path.map(\.end).max() else { return }
        #expect(tree.criticalWait + tree.criticalWork == last - first.start)
    }

    @Test("A flow over many chunks, some of which were dropped, is what is still held of it")
    func overDroppedChunks() throws {
        var flow = FlowWriter()
        for n in 0..<2000 { flow.log(Double(n), "line \(n)") }
        let store = TelemetryStore(capacity: 200_000, chunkRecords: 64)
        TestLog.append(flow.lines, to: store, batch: 50)
        let snapshot = store.snapshot()
        #expect(snapshot.counters.dropped > 0)
        #expect(snapshot.records(of: "flow") == Array(snapshot.ids))
        #expect(snapshot.summary(of: "flow")?.records == snapshot.ids.count)
        let list = snapshot.traces(sort: .latest, matching: nil, limit: 10)
        #expect(list.total == 1 && list.flows.first?.records == snapshot.ids.count)
        #expect(snapshot.correlations(startingWith: "fl", limit: 5) == ["flow"])
        #expect(snapshot.correlations(startingWith: "x", limit: 5).isEmpty)
    }
}
