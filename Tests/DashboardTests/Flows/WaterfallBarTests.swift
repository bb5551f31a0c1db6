import Dashboard
import EventModel
import Telemetry
import Testing

@Suite struct WaterfallBarTests {
    let window = TimeWindow(from: Timestamp(seconds: 0), to: Timestamp(seconds: 10))

    func bar(
        start: Int64,
        duration: Int64?,
        wait: Int64? = nil,
        status: TraceStatus = .ok,
        now: Int64 = 10_000
    ) -> WaterfallBar {
        let node = TraceNode(
            id: "n",
            kind: .invoke,
            name: "n",
            start: Timestamp(milliseconds: start),
            duration: duration.map { .milliseconds($0) },
            wait: wait.map { .milliseconds($0) },
            status: status
        )
        let tree = TraceTree(summary: SampleFlow.summary(), nodes: [node])
        return WaterfallBar(tree.hops[0], in: window, width: 10, now: Timestamp(milliseconds: now))
    }

    @Test func waitAndWorkStandApart() {
        let bar = bar(start: 4000, duration: 2500, wait: 2000)
        #expect(bar.wait == 2..<4)
        #expect(bar.work == 4..<7)
        #expect(!bar.before && !bar.after)
    }

    @Test func theLastColumnIsFilledByTheEighth() {
        #expect(bar(start: 4000, duration: 2500).tail == 4)
        #expect(bar(start: 4000, duration: 2000).work == 4..<6)
        #expect(bar(start: 4000, duration: 2000).tail == 8)
        #expect(bar(start: 4600, duration: 250).tail == 2, "a short one is as wide as it is long")
        #expect(bar(start: 4000, duration: 6000).tail == 8, "what ends with the window fills its last column")
        #expect(bar(start: 4000, duration: 60_000).tail == 8)
    }

    @Test func aMomentHasOneColumn() {
        #expect(bar(start: 4000, duration: 0).work == 4..<5)
        #expect(bar(start: 10_000, duration: 0).work == 9..<10)
    }

    @Test func whatRunsReachesToNow() {
        #expect(bar(start: 4000, duration: nil, status: .running, now: 8000).work == 4..<8)
        #expect(
            bar(start: 4000, duration: nil, status: .running, now: 1000).work == 4..<5,
            "a clock behind the records"
        )
        #expect(bar(start: 4000, duration: nil, status: .unknown).work == 4..<5)
    }

    @Test func whatLiesOutsideIsCutAndSaid() {
        let long = bar(start: -5000, duration: 50_000)
        #expect(long.work == 0..<10)
        #expect(long.before && long.after)
        let past = bar(start: -5000, duration: 1000)
        #expect(past.work.isEmpty && past.before && !past.after)
        let future = bar(start: 11_000, duration: 1000, wait: 4000)
        #expect(future.work.isEmpty && future.after && future.wait == 7..<10)
    }

    @Test func aNegativeWaitIsNoWait() {
        #expect(bar(start: 4000, duration: 100, wait: -3000).wait.isEmpty)
    }
}
