import Dashboard
import DeadLetters
import EventModel
import TerminalUI
import Testing

@Suite struct HistoryScreenTests {
    typealias Sample = SampleDeadLetters

    static func tasks() -> [RedriveProgress] {
        var stopped = WorkbenchTests.task(.stopped)
        (stopped.id, stopped.selected, stopped.sent) = ("task-5", 10_000, 312)
        (stopped.completed, stopped.diedAgain) = (210, 98)
        stopped.notes = ["31 % of those that ended died again, more than 20 %"]
        var interrupted = WorkbenchTests.task(.interrupted)
        (interrupted.id, interrupted.selected, interrupted.sent) = ("task-6", 10_000, 3_120)
        var parked = WorkbenchTests.task(.completed, .park)
        (parked.id, parked.selected, parked.sent) = ("task-7", 12, 12)
        var waiting = WorkbenchTests.task(.scheduled)
        (waiting.id, waiting.sent) = ("task-8", 0)
        return [stopped, interrupted, parked, waiting]
    }

    static func audit(_ problem: AuditReading.Break? = nil) -> AuditReading {
        let entries = (1...6).map { n in
            AuditEntry(
                seq: n,
                at: Sample.now - .seconds(700 - 100 * n),
                actor: "ana",
                act: n < 3 ? .redrive : .park,
                task: "task-\(n)",
                queue: "payments-dlq",
                reason: n == 3 ? "before the weekend" : nil,
                selected: 12,
                detail: "to orders-payment",
                outcome: n.isMultiple(of: 2) ? "completed" : nil,
                prev: "",
                hash: ""
            )
        }
        return AuditReading(entries: entries, problem: problem)
    }

    static func driver(_ size: Size = DashboardDriver.narrow, _ audit: AuditReading? = audit(), theme: Theme = Theme())
        -> DashboardDriver
    {
        var ui = Sample.driver(size, theme: theme)
        ui.snapshot.tasks = tasks()
        ui.type("H")
        ui.snapshot.deadLetters.audit = audit
        return ui
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func tasksWithOutcomesAndTheAuditLog(size: Size, name: String) {
        let ui = Self.driver(size)
        #expect(ui.dashboard.interest.audit)
        expectGolden(ui.text, "history-\(name)")
    }

    @Test func inASCII() {
        let ui = Self.driver(DashboardDriver.narrow, theme: Theme(isASCII: true, hasColors: false))
        for row in ui.text.split(separator: "\n") { #expect(row.utf8.allSatisfy { $0 < 0x80 }, "\(row)") }
    }

    @Test func nothingWasDoneYet() {
        var ui = Sample.driver()
        ui.type("H")
        #expect(ui.text.contains("Reading it"))
        ui.snapshot.deadLetters.audit = AuditReading()
        expectGolden(ui.text, "history-empty-80x24")
        ui.type("uRcy")
        ui.press(.enter)
        #expect(ui.takeEffects().isEmpty)
    }

    @Test func aChainThatDoesNotHoldIsRed() {
        let ui = Self.driver(DashboardDriver.narrow, Self.audit(.init(line: 4, reason: "its hash is another one")))
        #expect(ui.text.contains("does not hold: line 4: its hash is another one"))
    }

    @Test func enterShowsATaskAndUUndoesIt() {
        var ui = Self.driver()
        ui.type("j")
        ui.press(.enter)
        #expect(ui.top is TaskOverlay)
        #expect(ui.text.contains("parked 12"))
        ui.type("u")
        #expect(ui.takeEffects() == [.outcome(Self.tasks()[2])])
        ui.receive(.outcome(Self.tasks()[2]))
        ui.type("12")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.undo(Self.tasks()[2])])
    }

    @Test func whatIsUncertainIsSentAgainWhenItsCountIsTyped() {
        var doubtful = WorkbenchTests.task(.completed)
        (doubtful.selected, doubtful.sent, doubtful.uncertain) = (100, 93, 7)
        var ui = Sample.driver()
        ui.snapshot.tasks = [doubtful]
        ui.type("HS")
        expectGolden(ui.text, "resend-uncertain-80x24")
        ui.press(.enter)
        ui.type("S93")
        ui.press(.enter)
        #expect(ui.takeEffects().isEmpty)
        ui.press(.escape)
        ui.type("S7")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.resume(doubtful, resendsUncertain: true)])
        doubtful.uncertain = 0
        ui.snapshot.tasks = [doubtful]
        ui.press(.escape)
        ui.type("HS")
        #expect(!(ui.top is ConfirmOverlay))
    }

    @Test func whatWasInterruptedIsResumedOrLeft() {
        var ui = Sample.driver()
        ui.snapshot.tasks = Self.tasks()
        let words = "redrive of payments-dlq interrupted at 3,120 of 10,000; H resumes it"
        #expect(ui.dashboard.notice == Notice(.warning, words))
        #expect(ui.text.contains("redrive interrupted, H resumes"))
        ui.type("Hjj")
        ui.type("R")
        expectGolden(ui.text, "resume-80x24")
        ui.press(.enter)
        #expect(ui.takeEffects().isEmpty, "leaving it is the default")
        ui.type("R6880")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.resume(Self.tasks()[1])])
    }

    @Test func aScheduledTaskIsTakenBack() {
        var ui = Self.driver()
        ui.press(.enter)
        #expect(ui.text.contains("waits for its time"))
        ui.type("c")
        #expect(ui.takeEffects() == [.cancel(task: "task-8")])
    }

    @Test func aTaskThatStoppedByItselfSaysWhy() {
        var ui = Self.driver()
        ui.press(.end, .enter)
        expectGolden(ui.text, "progress-stopped-80x24")
    }

    @Test func filesHaveNoHistory() {
        var ui = Sample.driver(DashboardDriver.narrow, DeadLetterView())
        ui.type("H")
        #expect(ui.top is DeadLettersScreen)
        #expect(ui.dashboard.notice?.text.contains("no broker") == true)
    }
}
