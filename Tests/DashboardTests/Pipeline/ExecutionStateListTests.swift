import Dashboard
import EventModel
import TerminalUI
import Testing

@Suite struct ExecutionStateListTests {
    typealias Sample = SamplePipeline
    typealias State = ExecutionPath.State

    func lines(_ list: ExecutionStateList, theme: Theme = Theme()) -> [String] {
        list.states.indices.map { i in
            list.line(i, now: Sample.now, theme).map(\.text).joined()
        }
    }

    @Test func everyMarkHasItsWords() {
        #expect(
            lines(ExecutionStateList(Sample.path("exec-5"))) == [
                "✓  ProcessPayment    120ms", "▶  ReserveInventory  running 2.9s, attempt 2", "·  CreateShipment  ",
                "·  CompleteOrder   ",
            ]
        )
        #expect(
            lines(ExecutionStateList(Sample.path("exec-3")))[1]
                == "✗  ReserveInventory  failed after 1.8s, 2 attempts  OutOfStock: 3 left of item 17"
        )
        #expect(
            lines(ExecutionStateList(Sample.path("exec-5")), theme: Theme(isASCII: true)).map { $0.prefix(3) } == [
                "ok ", ">  ", ".  ", ".  ",
            ]
        )
    }

    @Test func statesThatRunBesideOneAnotherAreNotTimed() {
        let states = [
            State(name: "Both", type: "Parallel", mark: .left, entered: 1, since: Sample.now),
            State(name: "A", type: "Task", mark: .left, entered: 1, attempts: 1, since: Sample.now - .seconds(1)),
        ]
        #expect(lines(ExecutionStateList(states, started: Sample.now - .seconds(9))) == ["✓  Both", "✓  A   "])
    }

    @Test func aStateThatIsEnteredAgainSaysHowOften() {
        let states = [State(name: "Poll", type: "Task", mark: .left, entered: 12, attempts: 14, since: Sample.now)]
        #expect(lines(ExecutionStateList(states)) == ["✓  Poll  14 attempts, entered 12 times"])
    }

    @Test func theListIsShownAroundTheStateToLookAt() {
        let states = (0..<100).map { i in
            State(name: "S\(i)", type: "Pass", mark: i < 60 ? .left : i == 60 ? .current : .ahead)
        }
        let list = ExecutionStateList(states)
        #expect(list.focus == 60)
        #expect((list.first(10)...(list.first(10) + 9)).contains(60))
        #expect(list.first(200) == 0)
        #expect(ExecutionStateList([]).first(5) == 0)
    }

    // MARK: A screen of one execution

    static let sizes = [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)]

    @Test(arguments: sizes)
    func anExecutionLooks(_ name: String, _ size: Size) {
        for id in ["exec-3", "exec-5"] {
            var ui = Sample.driver(at: .execution(id), size)
            ui.press(.enter)
            #expect(ui.dashboard.interest.execution == id)
            #expect(ui.text.contains("Asking for the execution"))
            ui.snapshot.pipeline.execution = Sample.path(id)
            expectGolden(ui.text, "execution-\(id)-\(name)")
        }
    }

    @Test func anExecutionLeadsOnAndIsActedOn() {
        var ui = Sample.driver(at: .execution("exec-3"))
        ui.press(.enter)
        ui.snapshot.pipeline.execution = Sample.path()
        ui.type("jjk")
        ui.type("Ry")
        #expect(ui.takeEffects() == [.perform(.redriveExecution("exec-3"))])
        ui.type("t")
        #expect(ui.dashboard.interest.trace == "flow-exec-3")
        ui.press(.escape)
        #expect(ui.top is ExecutionScreen)
        ui.press(.escape)
        #expect(ui.top is PipelineScreen)
        ui = Sample.driver(at: .execution("exec-5"))
        ui.press(.enter)
        ui.type("Sy")
        #expect(ui.takeEffects() == [.perform(.stopExecution("exec-5"))])
    }

    @Test func itsDetailHasAllThatWentInAndCameOut() {
        var path = Sample.path("exec-4")
        path.output = ["tracking": "T-1"]
        var ui = Sample.driver(at: .execution("exec-4"), DashboardDriver.wide)
        ui.snapshot.pipeline.execution = path
        ui.press(.enter)
        ui.type("d")
        #expect(ui.top is PartScreen)
        for words in ["States", "Output", "T-1", "Input", "order-1042"] { #expect(ui.text.contains(words), "\(words)") }
    }

    @Test func anARNIsCutDownToTheExecution() {
        var parts = Sample.parts()
        let arn = "arn:tailrace:states:local:0:execution:order-saga:7c1d"
        parts.executions[2].id = arn
        var ui = Sample.driver(at: .execution(arn), DashboardDriver.narrow, Sample.view(parts))
        #expect(ui.text.contains("execution 7c1d ─"))
        ui.type("R")
        #expect(ui.text.contains("Redrive execution 7c1d "))
        ui.receive(.performed(.redriveExecution(arn), "\(arn) goes on from the state that failed"))
        #expect(ui.dashboard.notice?.text == "7c1d goes on from the state that failed")
    }

    @Test func oneThatIsGoneSaysSo() {
        var ui = Sample.driver(at: .execution("exec-3"))
        ui.press(.enter)
        ui.snapshot.pipeline.missingExecution = "exec-3"
        #expect(ui.text.contains("No execution has the id exec-3."))
    }
}
