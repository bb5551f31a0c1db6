import Dashboard
import DeadLetters
import EventModel
import TerminalUI
import Testing

/// Looking without touching.
@Suite struct ReadOnlyTests {
    typealias Sample = SampleDeadLetters

    static func driver(_ size: Size = DashboardDriver.narrow) -> DashboardDriver {
        var view = Sample.view()
        view.isReadOnly = true
        return Sample.driver(size, view)
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func aBadgeSaysSo(size: Size, name: String) {
        expectGolden(Self.driver(size).text, "dead-letters-read-only-\(name)")
    }

    @Test func keysThatWouldBeRefusedAreNotOffered() {
        var flow = FlowScreenTests.driver(DashboardDriver.wide)
        #expect(flow.lines(with: "R redrive").count == 1)
        flow.snapshot.deadLetters.isReadOnly = true
        #expect(flow.lines(with: "R redrive").isEmpty)
        for word in ["redrive", "edit", "discard", "undo", "purge"] {
            #expect(
                !(Self.driver(DashboardDriver.wide).text.split(separator: "\n").last ?? "").contains(word),
                "\(word)"
            )
        }
    }

    @Test func everyKeyThatChangesSomethingAnswers() {
        for key in "REDXPu" {
            var ui = Self.driver()
            ui.snapshot.tasks = [WorkbenchTests.task()]
            ui.type("j\(key)")
            #expect(ui.takeEffects().isEmpty, "\(key)")
            #expect(ui.top is DeadLettersScreen)
            #expect(ui.dashboard.notice?.text.hasPrefix("read-only") == true, "\(key)")
            ui.press(.enter)
            ui.type("\(key)")
            #expect(ui.takeEffects().isEmpty)
        }
        var ui = Self.driver()
        ui.snapshot.tasks = HistoryScreenTests.tasks()
        ui.type("HjjR")
        #expect(ui.top is HistoryScreen)
        ui.press(.escape)
        ui.type(":purge")
        ui.press(.enter)
        #expect(ui.top is DeadLettersScreen, "not by the command line either")
    }

    @Test func lookingGoesOn() {
        var ui = Self.driver()
        ui.type("jt")
        #expect(ui.top is FlowScreen)
    }

    @Test func itMayBeSaidAtTheStart() {
        var dashboard = Dashboard(Configuration(title: "bundled pipeline", page: .deadLetters, isReadOnly: true))
        var snapshot = Snapshot(now: Sample.now, size: DashboardDriver.wide)
        snapshot.deadLetters = Sample.view()
        dashboard.settle(snapshot)
        #expect(dashboard.render(snapshot).frame.text.contains("read-only"))
        #expect(dashboard.handle(.key(.character("X")), snapshot).isEmpty)
        #expect(dashboard.notice?.text.contains("--read-only") == true)
    }
}
