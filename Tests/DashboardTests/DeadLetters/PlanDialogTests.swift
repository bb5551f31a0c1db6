import Dashboard
import DeadLetters
import EventModel
import TerminalUI
import Testing

@Suite struct PlanDialogTests {
    typealias Sample = SampleDeadLetters

    /// A driver whose plan has come.
    static func asked(
        _ size: Size = DashboardDriver.narrow,
        _ plan: RedrivePlan = Sample.plan(),
        key: String = "R"
    ) -> DashboardDriver {
        var ui = Sample.driver(size)
        ui.type(key)
        guard case .plan(let request)? = ui.takeEffects().first else {
            Issue.record("\(key) asked for no plan")
            return ui
        }
        ui.receive(.planned(request, plan))
        return ui
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func thePlan(size: Size, name: String) {
        var plan = Sample.plan(warnings: Sample.warnings)
        plan.options.canary = 2
        plan.options.rate = RedriveOptions.Ramp(from: 5, to: 50)
        plan.quarantined = 1
        plan.groups = [
            RedrivePlan.Group(fingerprint: "a", error: "CardDeclined: card ending # declined", count: 5),
            RedrivePlan.Group(fingerprint: "b", error: "Timeout: gateway silent for # ms", count: 2),
        ]
        expectGolden(Self.asked(size, plan).text, "plan-\(name)")
    }

    @Test func theTypedNumberStartsExactlyTheFrozenPlan() {
        var ui = Self.asked()
        ui.type("7")
        #expect(ui.takeEffects().isEmpty)
        ui.press(.enter)
        #expect(ui.takeEffects() == [.redrive(Sample.plan())])
        #expect(ui.top is TaskOverlay)
    }

    @Test func anotherNumberStartsNothing() {
        var ui = Self.asked()
        for wrong in ["", "6", "70", "07"] {
            ui.type(wrong)
            ui.press(.enter, .control("u"))
        }
        ui.type("yYR")
        ui.press(.enter)
        #expect(ui.takeEffects().isEmpty)
        #expect(ui.top is PlanDialog)
        #expect(ui.text.contains("Not started: type 7"))
        ui.press(.escape)
        #expect(ui.takeEffects().isEmpty)
        #expect(ui.top is DeadLettersScreen)
    }

    @Test func aSingleOneIsStartedByYOrTheOtherButton() {
        let plan = Sample.plan(["message-1"])
        for keys in [[Key.character("y")], [.tab, .enter], [.right, .enter]] {
            var ui = Self.asked(DashboardDriver.narrow, plan)
            for key in keys { ui.press(key) }
            #expect(ui.takeEffects() == [.redrive(plan)])
        }
        for keys in [[Key.enter], [.escape], [.character("n")], [.character("R"), .enter], [.tab, .tab, .enter]] {
            var ui = Self.asked(DashboardDriver.narrow, plan)
            for key in keys { ui.press(key) }
            #expect(ui.takeEffects().isEmpty, "\(keys)")
            #expect(ui.top is DeadLettersScreen)
        }
        expectGolden(Self.asked(DashboardDriver.narrow, plan).text, "plan-single-80x24")
    }

    @Test func howItGoesIsPartOfThePlan() {
        var ui = Self.asked()
        for (key, text, shown) in [
            ("c", "2", "canary 2, then"), ("r", "5..50", "5/s rising to 50/s"),
            ("s", "10 %", "more than 10 % die again"), ("w", "15m", "in 15m, while a dashboard runs"),
        ] {
            ui.type(key)
            ui.press(.control("u"))
            ui.type(text)
            ui.press(.enter)
            #expect(ui.text.contains(shown), "\(ui.text)")
        }
        ui.type("7")
        ui.press(.enter)
        var plan = Sample.plan()
        plan.options.canary = 2
        plan.options.rate = RedriveOptions.Ramp(from: 5, to: 50)
        plan.options.stopAbove = 0.1
        plan.options.start = .at(Sample.now + .seconds(900))
        #expect(ui.takeEffects() == [.redrive(plan)])
    }

    @Test func anotherOrderMakesThePlanAnewOfTheSameMessages() {
        var ui = Self.asked()
        ui.type("o$.data.card")
        ui.press(.enter)
        var options = RedriveOptions()
        options.order = .group(key: "$.data.card")
        let ids = Sample.letters.map(\.id)
        let request = PlanRequest(queue: "payments-dlq", selection: .ids(ids), options: options)
        #expect(ui.takeEffects() == [.plan(request)])
        ui.type("7")
        ui.press(.enter)
        #expect(ui.takeEffects().isEmpty, "not before the new plan has come")
        #expect(ui.text.contains("made anew"))
        let plan = Sample.plan(ids.reversed(), options)
        ui.receive(.planned(request, plan))
        #expect(ui.text.contains("oldest first within each"))
        ui.type("7")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.redrive(plan)])
    }

    @Test func theCapIsRaisedOverTheFirstSelection() {
        var plan = Sample.plan([])
        plan.quarantined = 2
        var ui = Self.asked(DashboardDriver.narrow, plan)
        expectGolden(ui.text, "plan-quarantined-80x24")
        ui.press(.enter)
        #expect(ui.top is DeadLettersScreen, "there is nothing to start")
        ui = Self.asked(DashboardDriver.narrow, plan)
        ui.type("g")
        ui.press(.control("u"))
        ui.type("5")
        ui.press(.enter)
        var options = RedriveOptions()
        options.cap = 5
        let group = PlanRequest.Selection.group(Sample.declined.fingerprint)
        #expect(ui.takeEffects() == [.plan(PlanRequest(queue: "payments-dlq", selection: group, options: options))])
    }

    @Test func aPlanThatEditsIsLookedAtBeforeItStarts() {
        var options = RedriveOptions()
        options.changes = [BodyChange(path: "$.data.card", value: "\"4242\"")]
        let plan = Sample.plan(nil, options)
        var ui = Self.asked(DashboardDriver.narrow, plan)
        guard case .changes? = ui.takeEffects().first else {
            Issue.record("the changes come first")
            return
        }
        ui.receive(.changes(plan: plan.id, Sample.changes()))
        #expect(ui.top is DiffScreen)
        ui.type("R")
        #expect(ui.top is PlanDialog)
        ui.type("v")
        #expect(ui.takeEffects() == [.changes(plan)])
        ui.receive(.changes(plan: plan.id, Sample.changes()))
        ui.type("R")
        #expect(ui.top is PlanDialog, "and back")
        ui.type("7")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.redrive(plan)])
    }

    @Test func whatWouldBreakItsContractIsWarnedOfAndListedWithWhy() {
        let why = "contract OrderPlaced v1 at /items/0/sku: must match \"^[A-Z]+$\""
        var plan = Sample.plan(warnings: ["2 would break \(why)"])
        plan.objected = 2
        var ui = Self.asked(DashboardDriver.wide, plan)
        #expect(ui.text.contains("2 would break contract OrderPlaced v1 at /items/0/sku"), "\(ui.text)")
        ui.type("v")
        #expect(ui.takeEffects() == [.changes(plan)])
        let changes = Sample.letters.prefix(2).map { letter in
            var change = MessageEdit.change(of: letter, changes: [])
            change.objection = why
            return change
        }
        ui.receive(.changes(plan: plan.id, changes))
        #expect(ui.top is DiffScreen)
        #expect(
            ui.text.contains("2 would break their contract") && ui.text.contains("would break \(why)"),
            "\(ui.text)"
        )
        #expect(ui.text.contains(changes[0].id))
        ui.type("n")
        #expect(ui.text.contains(changes[1].id) && ui.text.contains("would break \(why)"))
        ui.type("R")
        #expect(ui.top is PlanDialog, "and back")
    }

    @Test func aRateThatIsNoneIsRefusedAndEscLeavesItAsItWas() {
        var ui = Self.asked()
        ui.type("r50..5")
        ui.press(.enter)
        #expect(ui.text.contains("A rate is messages a second"))
        ui.press(.escape)
        #expect(ui.text.contains("as fast as the broker goes"))
        #expect(ui.top is PlanDialog)
        ui.press(.escape)
        #expect(ui.top is DeadLettersScreen)
    }

    @Test func aDiscardSaysWhereTheyAreThenAndTakesTheFrozenIds() {
        var ui = Self.asked(DashboardDriver.narrow, Sample.plan(warnings: Sample.warnings), key: "D")
        expectGolden(ui.text, "discard-80x24")
        ui.type("7")
        ui.press(.enter)
        let ids = Sample.letters.map(\.id)
        #expect(ui.takeEffects() == [.discard(queue: "payments-dlq", ids: ids, kind: .discard)])
    }

    @Test func aPlanThatWasRefusedOrIsEmptyOpensNothing() {
        var ui = Sample.driver()
        ui.type("R")
        guard case .plan(let request)? = ui.takeEffects().first else { return }
        ui.receive(.refused(request, "payments-dlq: no such queue"))
        #expect(ui.top is DeadLettersScreen)
        #expect(ui.dashboard.notice?.text == "payments-dlq: no such queue")
        ui.receive(.planned(request, Sample.plan()))
        #expect(ui.top is DeadLettersScreen, "nobody waits for it any more")
        ui.type("R")
        ui.receive(.planned(request, Sample.plan([])))
        #expect(ui.top is DeadLettersScreen)
        #expect(ui.dashboard.notice?.text.hasPrefix("nothing to do") == true)
    }

    @Test func longNamesAndManyWarningsLeaveTheQuestionOnTheScreen() {
        var plan = Sample.plan(warnings: (1...40).map { "warning \($0): " + String(repeating: "長い警告 ", count: 40) })
        plan.queue = "payments-dlq"
        plan.destinations = Dictionary(
            uniqueKeysWithValues: (1...9).map { (DeadLetter.Destination(.target, "rule-\($0)/\u{1B}[2Jtarget"), $0) }
        )
        let ui = Self.asked(DashboardDriver.narrow, plan)
        expectGolden(ui.text, "plan-long-80x24")
        #expect(ui.text.contains("Type 7 and Enter to start"))
    }

    // MARK: Progress

    static func started(_ size: Size = DashboardDriver.narrow) -> DashboardDriver {
        var ui = asked(size)
        ui.type("7")
        ui.press(.enter)
        _ = ui.takeEffects()
        return ui
    }

    static func progress(_ sent: Int, failed: Int = 0, skipped: Int = 0, _ state: RedriveProgress.State)
        -> RedriveProgress
    {
        var progress = RedriveProgress(id: "task-1", queue: "payments-dlq", selected: 7, state: state)
        (progress.sent, progress.failed, progress.skipped) = (sent, failed, skipped)
        return progress
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func theProgress(size: Size, name: String) {
        var ui = Self.started(size)
        #expect(ui.text.contains("starting"))
        var progress = Self.progress(3, skipped: 1, .running)
        progress.notes = ["message-4 is locked by task redrive-5f2c1c5e7a40"]
        ui.snapshot.tasks = [progress]
        ui.receive(.progress(progress))
        expectGolden(ui.text, "progress-\(name)")
    }

    @Test func theTaskIsCancelledByC() {
        var ui = Self.started()
        ui.snapshot.tasks = [Self.progress(3, .running)]
        ui.type("c")
        #expect(ui.takeEffects() == [.cancel(task: "task-1")])
        ui.snapshot.tasks = [Self.progress(3, .cancelling)]
        #expect(ui.text.contains("Stopping after this batch"))
        let last = Self.progress(3, .cancelled)
        ui.snapshot.tasks = [last]
        ui.receive(.progress(last))
        #expect(ui.text.contains("what remains is still in the queue"))
        #expect(ui.dashboard.notice?.text == "cancelled; payments-dlq: 3 redriven, 4 not touched")
        ui.type("c")
        #expect(ui.takeEffects().isEmpty, "it is over")
    }

    @Test func successNeedsNoKey() {
        var ui = Self.started()
        let last = Self.progress(7, .completed)
        ui.snapshot.tasks = [last]
        ui.receive(.progress(last))
        #expect(ui.top is DeadLettersScreen)
        #expect(ui.dashboard.notice == Notice(.success, "payments-dlq: 7 redriven"))
    }

    @Test func hiddenItGoesOnAndCanBeShownAgain() {
        var ui = Self.started()
        ui.snapshot.tasks = [Self.progress(3, .running)]
        ui.press(.escape)
        #expect(ui.takeEffects().isEmpty)
        #expect(ui.top is DeadLettersScreen)
        #expect(ui.text.contains("3 of 7"))
        ui.type("c")
        #expect(ui.top is TaskOverlay)
        ui.type("c")
        #expect(ui.takeEffects() == [.cancel(task: "task-1")])
    }

    @Test func aFailureStaysUntilItIsRead() {
        var ui = Self.started()
        var last = Self.progress(3, failed: 1, .failed)
        last.notes = ["orders-payment does not exist any more: create it, or redrive to another queue"]
        ui.snapshot.tasks = [last]
        ui.receive(.progress(last))
        expectGolden(ui.text, "progress-failed-80x24")
        ui.press(.escape)
        #expect(ui.top is DeadLettersScreen)
    }

    @Test func aDiscardFindsItsTask() {
        var ui = Self.asked(key: "D")
        ui.snapshot.tasks = [Self.progress(7, .completed)]
        ui.type("7")
        ui.press(.enter)
        #expect(ui.text.contains("starting"), "a task that was there before is another one")
        var mine = Self.progress(2, .running)
        mine.kind = .discard
        mine.id = "task-2"
        ui.snapshot.tasks.append(mine)
        ui.receive(.progress(mine))
        #expect(ui.text.contains("discarded 2"))
        _ = ui.takeEffects()
        ui.type("c")
        #expect(ui.takeEffects() == [.cancel(task: "task-2")])
    }

    @Test func fromTheFlowToItsRedriveInOneKey() {
        var ui = FlowScreenTests.driver()
        ui.type("R")
        guard case .plan(let request)? = ui.takeEffects().first else { return }
        ui.receive(.planned(request, Sample.plan(["message-1"])))
        #expect(ui.top is PlanDialog)
        ui.type("y")
        #expect(ui.takeEffects() == [.redrive(Sample.plan(["message-1"]))])
        ui.receive(.progress(RedriveProgress(id: "task-1", queue: "payments-dlq", selected: 1, state: .running)))
        ui.press(.escape)
        #expect(ui.top is FlowScreen, "the flow shows what becomes of it")
    }
}
