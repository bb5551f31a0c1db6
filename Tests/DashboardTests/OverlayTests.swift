import Dashboard
import DeadLetters
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct OverlayTests {
    private func logs(size: Size = DashboardDriver.narrow) -> DashboardDriver {
        DashboardDriver(.logs, size: size) { SampleLog.fill(&$0, SampleLog.order) }
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looks(_ name: String, _ size: Size) {
        var ui = logs(size: size)
        ui.press(.character("?"))
        expectGolden(ui.text, "help-\(name)")
        ui.press(.escape, .character(":"))
        expectGolden(ui.text, "commands-\(name)")
        ui.press(.escape, .character("f"))
        ui.type("level>=warn")
        expectGolden(ui.text, "filter-\(name)")
        ui.press(.escape, .character("T"))
        ui.snapshot.candidates = [
            TraceSummary(
                correlationID: SampleLog.flow,
                started: SampleLog.start,
                ended: SampleLog.start + .milliseconds(926),
                records: 5,
                services: ["order-api", "payments"],
                errors: 2,
                deadLetters: 1,
                status: .dead,
                root: "OrderPlaced"
            ),
            TraceSummary(
                correlationID: SampleLog.other,
                started: SampleLog.start,
                ended: SampleLog.start + .milliseconds(30),
                records: 1,
                services: ["inventory"],
                status: .ok,
                root: "StockRead"
            ),
        ]
        expectGolden(ui.text, "lookup-\(name)")
    }

    @Test func helpRunsWhatIsChosen() {
        var ui = logs()
        ui.press(.character("?"))
        ui.type("next err")
        #expect(ui.text.contains("next error"))
        ui.press(.enter)
        #expect(ui.dashboard.layers.isEmpty)
        #expect(ui.effects.count == 1)
        guard case .find(let request)? = ui.effects.first else { return }
        #expect(request.what == "error")
    }

    @Test func helpListsEveryKeyOfTheScreen() {
        var ui = logs(size: Size(width: 100, height: 60))
        let bindings = ui.top.keymap.bindings
        ui.press(.character("?"))
        for binding in bindings { #expect(ui.text.contains(binding.caption)) }
    }

    @Test(arguments: [
        ("go traces", Page.traces), ("go dlq", .deadLetters), ("filter level>=error", .logs), ("errors", .logs),
        ("dlq", .deadLetters),
    ])
    func commandsLeadToPages(_ command: String, _ page: Page) {
        var ui = DashboardDriver()
        ui.press(.character(":"))
        ui.type(command)
        ui.press(.enter)
        #expect(ui.dashboard.page == page)
        #expect(ui.dashboard.layers.isEmpty)
    }

    @Test func aFilterCommandFilters() {
        var ui = DashboardDriver()
        ui.press(.character(":"))
        ui.type("filter service=payments")
        ui.press(.enter)
        #expect(ui.dashboard.interest.matching == "service=payments")
    }

    @Test func commandsAreCompleted() {
        var ui = DashboardDriver()
        ui.press(.character(":"))
        ui.type("g")
        ui.press(.tab)
        ui.type("t")
        ui.press(.tab, .enter)
        #expect(ui.dashboard.page == .traces)
    }

    @Test func aCommandThatIsNoneSaysSo() {
        var ui = DashboardDriver()
        ui.press(.character(":"))
        ui.type("fly")
        ui.press(.enter)
        #expect(ui.text.contains("no command is called fly"))
        #expect(ui.dashboard.layers.count == 1)
    }

    @Test func aWholeIDOpensItsFlowThoughNothingIsOffered() {
        var ui = DashboardDriver()
        ui.press(.character("T"))
        ui.type("abc-123")
        #expect(ui.dashboard.interest.prefix == "abc-123")
        ui.press(.enter)
        #expect(ui.top.title.hasPrefix("Flow"))
    }

    @Test func aPartOfAnIDOffersFlows() {
        var ui = DashboardDriver()
        ui.press(.character("T"))
        ui.type("77aa")
        ui.snapshot.candidates = [
            TraceSummary(correlationID: SampleLog.other, started: SampleLog.start, ended: SampleLog.start, records: 1)
        ]
        ui.press(.enter)
        #expect(ui.top.title.hasPrefix("Flow"))
        #expect(ui.dashboard.interest.trace == SampleLog.other || ui.dashboard.interest.trace == nil)
    }

    // MARK: Confirming

    private func confirm(_ count: Int) -> ConfirmOverlay {
        ConfirmOverlay(
            title: "Discard \(count) from payments-dlq",
            lines: ["This is for good."],
            verb: "discard",
            count: count,
            effects: [.discard(queue: "payments-dlq", ids: (0..<count).map(String.init), kind: .discard)]
        )
    }

    private func effects(_ reaction: Reaction) -> [Effect]? {
        if case .pop(let effects) = reaction { effects } else { nil }
    }

    @Test func oneIsConfirmedByY() {
        let snapshot = Snapshot(now: DashboardDriver.now, size: DashboardDriver.narrow)
        var dialog = confirm(1)
        #expect(dialog.keymap.action(for: .enter) == .back)
        #expect(dialog.keymap.action(for: .character("D")) == nil)
        #expect(effects(dialog.update(.back, snapshot)) == [])
        let yes = dialog.keymap.action(for: .character("y"))
        let wanted: [Effect] = [.discard(queue: "payments-dlq", ids: ["0"], kind: .discard)]
        #expect(yes.map { effects(dialog.update($0, snapshot)) } == wanted)
    }

    @Test func manyAreConfirmedByTheirNumber() {
        let snapshot = Snapshot(now: DashboardDriver.now, size: DashboardDriver.narrow)
        var dialog = confirm(7)
        #expect(dialog.keymap.action(for: .character("y")) == nil)
        #expect(effects(dialog.update(.open, snapshot)) == [])
        _ = dialog.type(.character("6"), snapshot)
        #expect(effects(dialog.update(.open, snapshot)) == nil)
        _ = dialog.type(.backspace, snapshot)
        _ = dialog.type(.character("7"), snapshot)
        #expect(effects(dialog.update(.open, snapshot))?.count == 1)
    }
}
