import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct CompareScreenTests {
    static let goodID = "90aa7a40-1111-4d1b-9c55-0a1b2c3d77b2"

    /// The sample's order as it goes when the card is good.
    static func good() -> TraceTree {
        var nodes = Array(SampleFlow.tree().nodes.prefix(6))
        nodes[4].status = .ok
        nodes[5].status = .ok
        nodes[5].error = nil
        nodes[5].duration = .milliseconds(60)
        nodes[3].duration = .milliseconds(30)
        var summary = SampleFlow.summary(status: .ok)
        summary.correlationID = goodID
        summary.ended = SampleFlow.at(140)
        (summary.errors, summary.retries, summary.deadLetters, summary.redrives) = (0, 0, 0, 0)
        return TraceTree(summary: summary, nodes: nodes)
    }

    static func driver(_ size: Size = DashboardDriver.narrow, theme: Theme = Theme()) -> DashboardDriver {
        var ui = FlowScreenTests.driver(size, theme: theme)
        ui.snapshot.traces = TracesScreenTests.list([good().summary, SampleFlow.summary()])
        ui.type("=")
        ui.press(.enter)
        ui.snapshot.other = good()
        return ui
    }

    @Test func theOtherFlowIsChosenAmongThoseOfItsKind() {
        var ui = FlowScreenTests.driver()
        ui.type("=")
        #expect(ui.dashboard.interest.traces?.query == #"event_type="OrderPlaced""#)
        #expect(ui.text.contains("Looking for flows of its kind"))
        var failed = TracesScreenTests.flow(3, .dead)
        failed.ended = SampleFlow.at(1_900)
        var other = TracesScreenTests.flow(4)
        other.root = "Object Created"
        ui.snapshot.traces = TracesScreenTests.list([failed, SampleFlow.summary(), other, Self.good().summary])
        expectGolden(ui.text, "flow-picker-80x24")
        #expect(ui.lines(with: Self.goodID).count == 1)
        #expect(ui.lines(with: other.correlationID).isEmpty, "another kind of flow")
        ui.press(.enter)
        #expect((ui.top as? CompareScreen)?.subject == SampleFlow.id)
        #expect((ui.top as? CompareScreen)?.reference == Self.goodID, "what went well is suggested first")
        #expect(ui.dashboard.interest.trace == SampleFlow.id && ui.dashboard.interest.other == Self.goodID)
        #expect(ui.text.contains("putting it together"))
    }

    @Test func aFlowOfLogLinesIsSetBesideThoseThatBeganAlike() {
        var ui = FlowScreenTests.driver(tree: FlowViewTests.lines())
        ui.type("=")
        ui.snapshot.traces = TracesScreenTests.list([], query: #"event_type="POST /orders""#)
        #expect(ui.dashboard.interest.traces?.query == #""POST /orders""#, "no event is of this type")
        var other = FlowViewTests.lines().summary
        other.correlationID = "another"
        ui.snapshot.traces = TracesScreenTests.list([other], query: #""POST /orders""#)
        ui.press(.enter)
        #expect((ui.top as? CompareScreen)?.reference == "another")
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func whyWasThisOneSlowAndFailed(size: Size, name: String) {
        var ui = Self.driver(size)
        expectGolden(ui.text, "compare-\(name)")
        ui.type("de")
        expectGolden(ui.text, "compare-differences-\(name)")
    }

    @Test func withoutUnicodeAndColoursNothingIsLost() {
        let ui = Self.driver(DashboardDriver.wide, theme: Theme(isASCII: true, hasColors: false))
        expectGolden(ui.text, "compare-ascii-140x40")
        for row in ui.text.split(separator: "\n") { #expect(row.utf8.allSatisfy { $0 < 0x80 }, "\(row)") }
    }

    @Test func swappedAndLeft() {
        var ui = Self.driver(DashboardDriver.wide)
        ui.type("x")
        #expect((ui.top as? CompareScreen)?.reference == SampleFlow.id)
        (ui.snapshot.trace, ui.snapshot.other) = (ui.snapshot.other, ui.snapshot.trace)
        #expect(ui.text.contains("faster by"))
        ui.press(.escape)
        #expect(ui.top is FlowScreen)
    }

    @Test func alikeFlowsSaySo() {
        var ui = FlowScreenTests.driver(tree: Self.good())
        ui.snapshot.traces = TracesScreenTests.list([])
        ui.type("=")
        ui.type("abcdef")
        ui.press(.enter)
        var other = Self.good()
        other.summary.correlationID = "abcdef"
        ui.snapshot.other = other
        #expect(ui.text.contains("no hop differs notably"))
        ui.type("d")
        #expect(ui.text.contains("The two are alike"))
        ui.type("e")
        ui.snapshot.other = nil
        ui.snapshot.missingOther = "abcdef"
        #expect(ui.text.contains("no record has this correlation id"))
    }

    @Test func twoMarkedFlowsAreComparedFromTheList() {
        var ui = TracesScreenTests.driver()
        ui.type(" ")
        ui.type("jj ")
        #expect(ui.lines(with: "●").count == 3, "the header's and two marks")
        expectGolden(ui.text, "traces-marked-80x24")
        ui.type("=")
        #expect((ui.top as? CompareScreen)?.subject == TracesScreenTests.flows[2].correlationID, "the one that died")
        #expect((ui.top as? CompareScreen)?.reference == TracesScreenTests.flows[0].correlationID)
        ui.press(.escape)
        #expect(ui.lines(with: "●").count == 1)
        ui.type(" j=")
        #expect((ui.top as? CompareScreen)?.reference == TracesScreenTests.flows[3].correlationID)
        ui.press(.escape)
        ui.type("c")
        #expect(ui.top is FlowPicker)
    }
}
