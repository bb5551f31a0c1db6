import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

/// What is left out, folded, looked for and zoomed to in a flow; and flows that have nothing but log lines.
@Suite struct FlowViewTests {
    /// An order whose three attempts take most of its time, among many short hops.
    static func manyShort() -> TraceTree {
        SampleFlow.tree { nodes in
            var more: [TraceNode] = []
            for n in 0..<40 {
                let took: Duration = n < 30 ? .microseconds(400) : .milliseconds(12)
                var node = TraceNode(id: "audit-\(n)", kind: .invoke, name: "Audit \(n)", start: SampleFlow.at(100))
                node.start = SampleFlow.at(100 + Int64(n))
                node.service = "audit"
                node.duration = took
                node.status = n == 7 ? .error : .ok
                node.attempt = 1
                node.labels = n == 9 ? [.skewed] : []
                node.depth = 2
                more.append(node)
            }
            nodes.insert(contentsOf: more, at: 4)
        }
    }

    @Test func shortHopsAreLeftOutAndCounted() {
        var ui = FlowScreenTests.driver(DashboardDriver.wide, tree: Self.manyShort())
        #expect(ui.lines(with: "Audit").count > 10)
        ui.type("s")
        #expect(ui.text.contains("28 below 0.1 % hidden"), "all that are so short but what failed or is odd")
        #expect(ui.lines(with: "Audit 7 ").count == 1, "an error is never hidden")
        ui.type("s")
        expectGolden(ui.text, "flow-short-140x40")
        #expect(ui.text.contains("38 below 1 % hidden"))
        ui.type("s")
        #expect(ui.text.contains("below 5 % hidden"))
        for name in ["ProcessPayment", "payments-dlq", "redrive by ana", "rule order-fanout"] {
            #expect(!ui.lines(with: name).isEmpty, "\(name) failed, died or is on the critical path")
        }
        ui.type("s")
        #expect(!ui.text.contains("hidden"))
    }

    @Test func aHiddenSelectionGivesWayToItsCause() {
        var ui = FlowScreenTests.driver(DashboardDriver.wide, tree: Self.manyShort())
        for _ in 0..<6 { ui.type("j") }
        #expect(ui.lines(with: "▌")[0].contains("Audit 2"))
        ui.type("s")
        #expect(ui.lines(with: "▌")[0].contains("rule order-fanout"))
        ui.type("/")
        ui.type("nothing")
        ui.press(.enter)
        ui.snapshot.flowMatches = FlowMatches(FlowSearch(flow: SampleFlow.id, text: "nothing"), records: [])
        #expect(ui.text.contains("/nothing not found"))
    }

    @Test func onlyWhatFailedAndWasCriticalStaysOpen() {
        var ui = FlowScreenTests.driver(DashboardDriver.wide)
        ui.type("-!")
        #expect(ui.lines(with: "─ ProcessPayment").count == 3, "below the dead letter nothing failed")
        #expect(ui.lines(with: "payments-dlq +2").count == 1)
        #expect(ui.lines(with: "redrive by ana").isEmpty)
        ui.type(")")
        #expect(ui.lines(with: "redrive by ana").count == 1)
    }

    @Test func aSearchMarksWhereItIsAndHidesNothing() {
        var ui = FlowScreenTests.driver(DashboardDriver.wide)
        ui.type("/")
        ui.type("charge")
        ui.press(.enter)
        #expect(ui.dashboard.interest.search == FlowSearch(flow: SampleFlow.id, text: "charge"))
        ui.type("n")
        #expect(ui.lines(with: "▌")[0].contains("OrderPlaced"), "nothing has been found yet")
        ui.snapshot.flowMatches = FlowMatches(FlowSearch(flow: SampleFlow.id, text: "charge"), records: [2, 6])
        #expect(ui.lines(with: "▌")[0].contains("UpdateInventory"), "it goes there once it is found")
        #expect(ui.text.contains("/charge 1 of 2"))
        ui.type("n")
        #expect(ui.lines(with: "▌")[0].contains("2/3"))
        ui.type("n")
        #expect(ui.lines(with: "▌")[0].contains("UpdateInventory"), "and round")
        ui.type("N")
        #expect(ui.lines(with: "▌")[0].contains("2/3"))
        #expect(ui.lines(with: "Notify").count == 1)
        expectGolden(ui.text, "flow-search-140x40")
        ui.press(.escape)
        #expect(!ui.text.contains("/charge") && ui.top is FlowScreen)
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func zoomedItSaysWhereItIs(size: Size, name: String) {
        var ui = FlowScreenTests.driver(size)
        ui.type("eezzz")
        expectGolden(ui.text, "flow-zoomed-\(name)")
        #expect(ui.text.contains("zoomed 8×"))
        ui.press(.right)
        #expect(ui.lines(with: "‹").count > 3, "bars go on left of the window")
        ui.type("0")
        #expect(!ui.text.contains("zoomed"))
        ui.press(.right)
        #expect(ui.text.contains("all of the flow shows"))
    }

    @Test func aFailureThatIsTriedAgainIsNoAlarm() {
        var tree = SampleFlow.tree { nodes in
            nodes.removeSubrange(6...)
            nodes[4].status = .error
            nodes[4].awaitsRetry = true
            nodes[5].awaitsRetry = true
        }
        tree.summary.status = .error
        tree.summary.awaitsRetry = true
        tree.summary.deadLetters = 0
        let ui = FlowScreenTests.driver(DashboardDriver.wide, tree: tree)
        expectGolden(ui.text, "flow-retrying-140x40")
        #expect(ui.lines(with: "↻ retrying").count == 1 && ui.lines(with: "120ms ↻ 1").count == 1)
        #expect(ui.text.contains("↻ failing at ProcessPayment, to be retried"))
    }

    /// Lines of three services, with a long silence and an error.
    static func lines() -> TraceTree {
        let said: [(Int64, String, String, TraceStatus)] = [
            (0, "gateway", "POST /orders", .ok), (12, "orders", "order 1042 accepted", .ok),
            (15, "orders", "reserving 3 items", .ok), (31, "stock", "reserved 3 of item 17", .ok),
            (1_260, "stock", "reservation timed out, giving the items back", .error),
            (1_266, "orders", "order 1042 rejected", .error), (1_281, "gateway", "409 in 1281 ms", .ok),
        ]
        let nodes = said.enumerated().map { n, line in
            TraceNode(
                id: "record:\(n)",
                kind: .log,
                name: line.2,
                service: line.1,
                start: SampleFlow.at(line.0),
                duration: .zero,
                status: line.3,
                records: [n]
            )
        }
        var summary = SampleFlow.summary(status: .error)
        summary.services = ["gateway", "orders", "stock"]
        (summary.root, summary.records, summary.ended) = ("POST /orders", said.count, SampleFlow.at(1_281))
        (summary.deadLetters, summary.redrives) = (0, 0)
        return TraceTree(summary: summary, nodes: nodes)
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func linesAreATimelineWithItsSilences(size: Size, name: String) {
        var ui = FlowScreenTests.driver(size, tree: Self.lines())
        expectGolden(ui.text, "flow-lines-\(name)")
        #expect(ui.text.contains("longest silence 1.2s before reservation timed out"))
        ui.type("e")
        #expect(ui.lines(with: "▌")[0].contains("reservation timed out"))
        ui.type("s!")
        #expect(ui.lines(with: "order 1042 rejected").count >= 1, "log lines take no time: none is too short")
    }
}
