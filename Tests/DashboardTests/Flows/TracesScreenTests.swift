import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct TracesScreenTests {
    static func flow(_ number: Int, _ status: TraceStatus = .ok, root: String = "OrderPlaced") -> TraceSummary {
        let started = DashboardDriver.now - .seconds(number * 7)
        return TraceSummary(
            correlationID: "\(1000 + number)7a40-1111-4d1b-9c55-0a1b2c3d\(1000 + number)",
            started: started,
            ended: started + .milliseconds(120 + number * 31),
            records: 9 + number,
            services: ["order-api", "orders-bus", "payments", "inventory"],
            errors: status == .ok || status == .running ? 0 : 3,
            retries: status == .retried ? 1 : 0,
            deadLetters: status == .dead ? 1 : 0,
            redrives: number % 5 == 2 ? 1 : 0,
            status: status,
            root: root
        )
    }

    static let statuses: [TraceStatus] = [.running, .ok, .dead, .retried, .ok, .error, .ok, .unknown]
    static let flows = (1...8).map { flow($0, statuses[$0 - 1], root: $0 % 3 == 0 ? "Object Created" : "OrderPlaced") }

    static func list(_ flows: [TraceSummary], sort: TraceSort = .latest, query: String = "", total: Int? = nil)
        -> TraceList
    {
        TraceList(request: TracesRequest(sort: sort, query: query), flows: flows, total: total ?? flows.count)
    }

    static func driver(_ size: Size = DashboardDriver.narrow, _ flows: [TraceSummary]? = flows) -> DashboardDriver {
        DashboardDriver(.traces, size: size) { $0.traces = flows.map { list($0) } }
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func theListOfFlows(size: Size, name: String) {
        var ui = Self.driver(size)
        ui.type("jj")
        expectGolden(ui.text, "traces-\(name)")
    }

    @Test func anEmptyListTeaches() {
        expectGolden(Self.driver(DashboardDriver.narrow, []).text, "traces-empty-80x24")
        #expect(Self.driver(DashboardDriver.narrow, nil).text.contains("Looking for flows"))
    }

    @Test func moreThanFits() {
        let many = (1...100).map { Self.flow($0) }
        var ui = Self.driver(DashboardDriver.narrow, many)
        ui.snapshot.traces?.total = 12_345
        ui.press(.end)
        expectGolden(ui.text, "traces-overflow-80x24")
    }

    @Test func wideAndHostileNames() {
        var flows = Self.flows
        flows[0].root = "注文が作成されました🧾 OrderPlaced"
        flows[1].root = "\u{1B}[31mred\u{1B}]0;title\u{7}\u{202E}"
        flows[1].services = ["\u{9B}2J", "ok"]
        let ui = Self.driver(DashboardDriver.narrow, flows)
        expectGolden(ui.text, "traces-hostile-80x24")
        for scalar in ui.text.unicodeScalars where scalar != "\n" {
            #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar != "\u{202E}")
        }
    }

    @Test func newFlowsNeverMoveTheSelection() {
        var ui = Self.driver()
        ui.type("jjj")
        let before = ui.lines(with: "▌")
        #expect(before.count == 1)
        ui.snapshot.traces = Self.list((100...120).map { Self.flow($0) } + Self.flows)
        #expect(ui.lines(with: "▌") == before)
        #expect(ui.text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.hasPrefix("▌") } == 8)
        ui.press(.enter)
        #expect((ui.top as? FlowScreen)?.correlationID == Self.flows[3].correlationID)
    }

    @Test func theTopFollowsTheNewestUntilSomebodyMoves() {
        var ui = Self.driver()
        let new = Self.flow(50, .dead)
        ui.snapshot.traces = Self.list([new] + Self.flows)
        ui.press(.enter)
        #expect((ui.top as? FlowScreen)?.correlationID == new.correlationID)
    }

    @Test func theInterestSaysWhatIsShown() {
        var ui = Self.driver()
        #expect(ui.dashboard.interest.traces?.sort == .latest)
        ui.type("s")
        #expect(ui.dashboard.interest.traces?.sort == .slowest)
        ui.type("s")
        #expect(ui.dashboard.interest.traces?.sort == .errors)
        ui.open(.traces(query: "service=payments", sort: .slowest))
        #expect(ui.dashboard.interest.traces?.query == "service=payments")
        #expect(ui.text.contains("filter service=payments"))
        ui.press(.escape)
        #expect(ui.dashboard.interest.traces?.query == "")
    }

    @Test func errorsAreHoppedTo() {
        var ui = Self.driver()
        ui.type("ee")
        ui.type("y")
        #expect(ui.takeEffects() == [.copy(Self.flows[5].correlationID)])
        ui.type("E")
        ui.type("y")
        #expect(ui.takeEffects() == [.copy(Self.flows[2].correlationID)])
    }
}
