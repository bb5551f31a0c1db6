import Dashboard
import DeadLetters
import EventModel
import Telemetry
import TerminalUI
import Testing

/// Editing, undoing, purging, parking: from the key to the effect, over whatever is asked in between.
@Suite struct WorkbenchTests {
    typealias Sample = SampleDeadLetters

    static func task(_ state: RedriveProgress.State = .completed, _ kind: RedriveProgress.Kind = .redrive)
        -> RedriveProgress
    {
        var task = RedriveProgress(
            id: "task-9",
            queue: "payments-dlq",
            selected: 7,
            state: state,
            kind: kind,
            actor: "ana",
            started: Sample.now - .seconds(600)
        )
        task.sent = 7
        return task
    }

    // MARK: Edit

    @Test func oneMessageIsEditedInAnEditorAndItsDiffComesFirst() throws {
        var ui = Sample.driver()
        ui.type("jE")
        let letter = Sample.letters[0]
        let request = EditRequest(queue: "payments-dlq", id: letter.id, body: letter.body, view: .json)
        #expect(ui.takeEffects() == [.edit(request)])
        let body = Array(String(decoding: letter.body, as: UTF8.self).replacing("0341", with: "4242").utf8)
        ui.receive(.edited(request, body))
        var options = RedriveOptions()
        options.edits = [letter.id: RedriveOrder.Edit(body: body, attributes: MessageEdit(letter).attributes)]
        let asked = PlanRequest(queue: "payments-dlq", selection: .ids([letter.id]), options: options)
        #expect(ui.takeEffects() == [.plan(asked)])
        let plan = Sample.plan([letter.id], options)
        ui.receive(.planned(asked, plan))
        #expect(ui.takeEffects() == [.changes(plan)])
        ui.receive(
            .changes(plan: plan.id, [MessageEdit.change(of: letter, hand: options.edits[letter.id], changes: [])])
        )
        #expect(ui.top is DiffScreen)
        expectGolden(ui.text, "diff-single-80x24")
        ui.type("E")
        #expect(
            ui.takeEffects() == [.edit(EditRequest(queue: "payments-dlq", id: letter.id, body: body, view: .json))],
            "edited again from what it was made"
        )
        ui.type("R")
        #expect(ui.top is PlanDialog)
        ui.press(.escape)
        #expect(ui.top is DiffScreen, "what was edited is not lost")
        ui.type("Ry")
        #expect(ui.takeEffects() == [.redrive(plan)])
        ui.press(.escape)
        #expect(ui.top is DeadLettersScreen, "and there is no old diff left to look at")
    }

    @Test func anEditorThatChangesNothingLeadsNowhere() {
        var ui = Sample.driver()
        ui.type("jE")
        guard case .edit(let request)? = ui.takeEffects().first else { return }
        ui.receive(.edited(request, nil))
        #expect(ui.takeEffects().isEmpty)
        #expect(ui.top is DeadLettersScreen)
    }

    @Test func aBodyThatIsNoTextIsEditedAsHexadecimal() {
        var view = Sample.view([Sample.letter(1, body: [0xFF, 0x00, 0x80])])
        view.queues[0].groups[0].count = 1
        var ui = Sample.driver(DashboardDriver.narrow, view)
        ui.type("jE")
        guard case .edit(let request)? = ui.takeEffects().first else { return }
        #expect(request.view == .hex)
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func aGroupIsEditedByAPath(size: Size, name: String) {
        var ui = Sample.driver(size)
        ui.type("E$.data.card=\"4242\"")
        expectGolden(ui.text, "edit-path-\(name)")
        ui.press(.enter)
        var options = RedriveOptions()
        options.changes = [BodyChange(path: "$.data.card", value: "\"4242\"")]
        let group = PlanRequest.Selection.group(Sample.declined.fingerprint)
        let asked = PlanRequest(queue: "payments-dlq", selection: group, options: options)
        #expect(ui.takeEffects() == [.plan(asked)])
        let plan = Sample.plan(nil, options)
        ui.receive(.planned(asked, plan))
        #expect(ui.takeEffects() == [.changes(plan)])
        var changes = Sample.changes()
        changes[2].problem = "$.data has no member 'card'"
        changes[2].after = changes[2].before
        changes[2].attributesAfter = changes[2].attributesBefore
        ui.receive(.changes(plan: plan.id, changes))
        ui.type("n")
        expectGolden(ui.text, "diff-\(name)")
        ui.type("n")
        #expect(ui.text.contains("has no member 'card'"))
        ui.type("pp")
        #expect(ui.text.contains("message-1"))
        ui.type("R")
        #expect(ui.top is PlanDialog)
        #expect(ui.text.contains("v to view"))
        ui.type("7")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.redrive(plan)])
    }

    @Test func aPathThatIsNoneIsSaidBeforeAnythingIsAsked() {
        var ui = Sample.driver()
        for text in ["card", "$.card=42a", "$.=1"] {
            ui.type("E" + text)
            ui.press(.enter)
            #expect(ui.top is ChangeBar, "\(text)")
            #expect(ui.takeEffects().isEmpty)
            ui.press(.escape)
        }
    }

    @Test func aChangeThatChangesNothingSaysSo() {
        var ui = Sample.driver()
        ui.type("E$.data.card=\"0341\"")
        ui.press(.enter)
        guard case .plan(let request)? = ui.takeEffects().first else { return }
        let plan = Sample.plan(nil, request.options)
        ui.receive(.planned(request, plan))
        ui.receive(.changes(plan: plan.id, []))
        #expect(ui.top is DeadLettersScreen)
        #expect(ui.dashboard.notice?.text.contains("changes nothing") == true)
    }

    // MARK: Undo

    @Test func theLastTaskOfTheQueueIsUndone() {
        var ui = Sample.driver()
        var other = Self.task()
        (other.id, other.queue) = ("task-8", "uploads-dlq")
        ui.snapshot.tasks = [Self.task(), other]
        ui.type("u")
        #expect(ui.takeEffects() == [.outcome(Self.task())])
        var outcome = Self.task()
        (outcome.completed, outcome.diedAgain) = (2, 1)
        ui.receive(.outcome(outcome))
        expectGolden(ui.text, "undo-80x24")
        ui.type("7")
        ui.press(.enter)
        #expect(ui.takeEffects().isEmpty, "4 are left")
        ui.press(.backspace)
        ui.type("4")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.undo(outcome)])
        #expect(ui.top is TaskOverlay)
        var undo = RedriveProgress(id: "task-10", queue: "payments-dlq", selected: 7, state: .completed, kind: .undo)
        (undo.sent, undo.skipped) = (4, 3)
        ui.snapshot.tasks.append(undo)
        ui.receive(.progress(undo))
        #expect(ui.text.contains("restored 4"))
        #expect(ui.dashboard.notice?.text == "payments-dlq: 4 restored, 3 consumed already")
    }

    @Test func whatIsConsumedCanNotBeUndone() {
        var ui = Sample.driver()
        ui.snapshot.tasks = [Self.task()]
        ui.type("u")
        var outcome = Self.task()
        outcome.completed = 7
        ui.receive(.outcome(outcome))
        #expect(ui.top is DeadLettersScreen)
        #expect(ui.dashboard.notice?.text.hasPrefix("nothing can be taken back") == true)
    }

    @Test func whereNothingWasDoneNothingIsUndone() {
        var ui = Sample.driver()
        ui.type("u")
        #expect(ui.takeEffects().isEmpty)
        ui.snapshot.tasks = [Self.task(.running)]
        ui.type("u")
        #expect(ui.takeEffects().isEmpty)
        #expect(ui.dashboard.notice?.text.contains("still runs") == true)
    }

    // MARK: Purge, park

    @Test func aPurgeNamesTheQueueAndWantsItsDepth() {
        var ui = Sample.driver()
        ui.type("X")
        expectGolden(ui.text, "purge-80x24")
        ui.type("y")
        ui.press(.enter)
        #expect(ui.takeEffects().isEmpty)
        ui.type("X9")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.purge(queue: "payments-dlq", depth: 9)])
        #expect(ui.top is TaskOverlay)
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func whatExpiresIsSaidAndParked(size: Size, name: String) {
        var view = Sample.view()
        view.expiring = ["payments-dlq": .init(count: 1, first: Sample.now + .seconds(3 * 3_600))]
        var ui = Sample.driver(size, view)
        #expect(ui.dashboard.notice?.text == "payments-dlq: 1 expires in 3h; P on page 1 or 4 parks it")
        expectGolden(ui.text, "dead-letters-expiring-\(name)")
        ui.type("P")
        var options = RedriveOptions()
        options.cap = .max
        let asked = PlanRequest(queue: "payments-dlq", selection: .expiring, options: options)
        #expect(ui.takeEffects() == [.plan(asked)])
        ui.receive(.planned(asked, Sample.plan(["message-6"], options)))
        ui.type("y")
        #expect(ui.takeEffects() == [.discard(queue: "payments-dlq", ids: ["message-6"], kind: .park)])
    }

    @Test func whatIsMarkedIsParkedToo() {
        var ui = Sample.driver()
        ui.type("P")
        #expect(ui.takeEffects().isEmpty)
        ui.type("j P")
        guard case .plan(let request)? = ui.takeEffects().first else {
            Issue.record("no plan")
            return
        }
        #expect(request.selection == .ids(["message-1"]))
    }

    // MARK: Message

    @Test func theBodyIsSeenInFourWays() {
        var ui = Sample.driver(DashboardDriver.wide)
        ui.type("j")
        ui.press(.enter, .end)
        #expect(ui.text.contains("\"specversion\": \"1.0\""))
        ui.type("v")
        ui.press(.end)
        #expect(ui.text.contains("00000000:"))
        ui.type("v")
        ui.press(.end)
        #expect(ui.text.contains("eyJzcGVjdmVyc2lvbiI6"))
        ui.type("E")
        guard case .edit(let request)? = ui.takeEffects().first else { return }
        #expect(request.view == .base64, "it is edited as it is looked at")
        ui.type("v")
        ui.press(.end)
        #expect(ui.text.contains(#"{"specversion":"1.0""#))
    }

    @Test func theLogLinesAroundEachAttemptAreShown() {
        var ui = Sample.driver(Size(width: 140, height: 60))
        ui.snapshot.records = SampleFlow.records()
        ui.type("j")
        ui.press(.enter)
        expectGolden(ui.text, "message-flow-140x60")
        #expect(ui.text.contains("charge 42.10 EUR on card ending 0341"))
    }

    @Test func commandsDoWhatTheKeysDo() {
        for (command, key) in [("redrive", "R"), ("edit", "E"), ("purge", "X"), ("history", "H"), ("sort", "x")] {
            var typed = Sample.driver(), pressed = Sample.driver()
            typed.type(":" + command)
            typed.press(.enter)
            pressed.type(key)
            #expect(typed.takeEffects() == pressed.takeEffects())
            #expect(typed.text == pressed.text, "\(command)")
        }
    }

    @Test func whatTheMessageTellsOfItsDeathIsShown() {
        var letter = Sample.letter(1)
        letter.attributes = [
            "RULE_ARN": "arn:aws:events:eu-west-1:123456789012:rule/order-fanout", "ERROR_CODE": "NO_PERMISSIONS",
            "ERROR_MESSAGE": "not allowed", "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
            "RETRY_ATTEMPTS": "185",
            "TARGET_ARN": "arn:aws:lambda:eu-west-1:123456789012:function:charge",
        ]
        var view = Sample.view([letter])
        view.queues[0].groups[0].count = 1
        var ui = Sample.driver(DashboardDriver.wide, view)
        ui.type("j")
        #expect(ui.text.contains("told by EventBridge target"))
        ui.press(.enter)
        expectGolden(ui.text, "message-told-140x40")
    }
}
