import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct TimeTravelTests {
    private func driver(_ size: Size = DashboardDriver.wide, theme: Theme = Theme()) -> DashboardDriver {
        var ui = DashboardDriver(.traces, size: size, theme: theme) {
            $0.now = SamplePast.at(60_000)
            $0.deadLetters.available = true
        }
        give(SamplePast.store().snapshot(), to: &ui)
        ui.open(.trace(SamplePast.id))
        return ui
    }

    private func give(_ store: StoreSnapshot, to ui: inout DashboardDriver) {
        ui.snapshot.records = Records(store)
        ui.snapshot.trace = store.trace(SamplePast.id)
        ui.snapshot.history = store.history(SamplePast.id)
    }

    /// What the header says of the step.
    private func step(_ ui: DashboardDriver) -> String { ui.lines(with: " step ").first { $0.contains(" of ") } ?? "" }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func aStepOfThePast(size: Size, name: String) {
        var ui = driver(size)
        ui.type("{]]]]]]]]]]]]]")
        expectGolden(ui.text, "flow-past-\(name)")
        ui.type("]]]]")
        expectGolden(ui.text, "flow-past-failed-\(name)")
        ui.type("]")
        expectGolden(ui.text, "flow-past-aggregate-\(name)")
        ui.press(.tab)
        expectGolden(ui.text, "flow-past-hop-\(name)")
    }

    @Test func withoutUnicodeAndColoursNothingIsLost() {
        var ui = driver(theme: Theme(isASCII: true, hasColors: false))
        ui.type("{]]]]]]]]]]]]]")
        expectGolden(ui.text, "flow-past-ascii-140x40")
        for row in ui.text.split(separator: "\n") { #expect(row.utf8.allSatisfy { $0 < 0x80 }, "\(row)") }
    }

    @Test func stepsBackAndForthAndLeaves() {
        var ui = driver()
        #expect(step(ui).isEmpty)
        ui.type("[")
        #expect(step(ui).contains("step 24 of 24") && step(ui).contains("Charge done after 40ms, attempt 2"))
        ui.type("]")
        #expect(ui.text.contains("this is the last step"))
        ui.type("[[")
        #expect(step(ui).contains("step 22 of 24") && step(ui).contains("execution succeeded"))
        ui.type("{")
        #expect(step(ui).contains("step 1 of 24") && step(ui).contains("+0ms"))
        #expect(ui.lines(with: "▾ orders-payment").isEmpty, "what had not happened is not there")
        ui.type("[")
        #expect(ui.text.contains("this is the first step"))
        ui.type("}")
        #expect(step(ui).contains("step 24 of 24"))
        ui.press(.escape)
        #expect(step(ui).isEmpty)
        #expect(!ui.text.contains("◷") && !ui.text.contains("As it was at"))
        ui.press(.escape)
        #expect(!ui.text.contains("Hop "), "and out of the flow")
    }

    @Test func theHopOfTheStepIsSelected() {
        var ui = driver()
        ui.type("{]]]]]]]]")
        #expect(step(ui).contains("Charge started"))
        #expect(
            ui.lines(with: "▌").first?.contains("Charge") == true
                && ui.lines(with: "▌").first?.contains("0ms running") == true
        )
        ui.type("(")
        ui.type("]")
        #expect(ui.lines(with: "▌").first?.contains("OrderRequested") == true, "folded, it is in what hides it")
    }

    @Test func newRecordsDoNotMoveIt() {
        var ui = driver()
        ui.type("{]]]]]]]]")
        let before = step(ui).replacing("of 24", with: "of 25")
        let store = SamplePast.store()
        SamplePast.add(
            [
                #"{"timestamp":"\#(SamplePast.at(900).rfc3339(digits: 6))","correlation_id":"\#(SamplePast.id)","hop":"publish","event_id":"e9","causation_id":"r2","event_type":"OrderPaid","resource":"default"}"#
            ],
            to: store
        )
        give(store.snapshot(), to: &ui)
        #expect(step(ui) == before)
        #expect(ui.lines(with: "OrderPaid").isEmpty)
    }

    @Test func untilItsHistoryIsThereTheFlowOfNowShows() {
        var ui = driver()
        let history = ui.snapshot.history
        ui.snapshot.history = nil
        ui.type("[[[")
        #expect(ui.text.contains("Putting its history together"))
        #expect(ui.lines(with: "Charge").count >= 2)
        ui.snapshot.history = history
        #expect(step(ui).contains("step 22 of 24"), "keys pressed meanwhile count")
    }

    @Test func nothingIsRedrivenInThePast() {
        var ui = driver()
        ui.type("[R")
        #expect(ui.takeEffects().isEmpty && ui.text.contains("this is the past"))
    }

    @Test func theDetailOfAHopIsOfThenToo() {
        var ui = driver()
        ui.type("{]]]]]]]]")
        ui.press(.enter)
        #expect(ui.text.contains("as it was at") && !ui.text.contains("CardDeclined"))
        ui.press(.escape)
        #expect(step(ui).contains("step 9 of 24"))
    }

    @Test func anySizeAndAnyStep() {
        for size in [Size(width: 60, height: 15), Size(width: 200, height: 60), Size(width: 110, height: 20)] {
            var ui = driver(size)
            ui.type("{")
            for _ in 0..<24 {
                ui.type("]")
                #expect(ui.frame.size == size)
            }
        }
    }
}
