import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("State machines in flow files")
struct FlowStateMachinePartTests {
    private static let text = """
        flow: orders
        rules:
          - Name: placed
            EventPattern: {source: [shop]}
            Targets:
              - {Id: saga, StateMachine: saga, DeadLetterQueue: dead}
              - {Id: filed, Arn: "arn:aws:states:eu-west-1:123456789012:stateMachine:filed"}
        stateMachines:
          - StateMachineName: saga
            Definition:
              StartAt: Pay
              States:
                Pay:
                  Type: Task
                  Resource: function:pay
                  Catch: [{ErrorEquals: [States.ALL], Next: Refund}]
                  Next: Both
                Both:
                  Type: Parallel
                  Branches:
                    - StartAt: Ship
                      States: {Ship: {Type: Task, Resource: "arn:aws:states:::lambda:invoke", Parameters: {FunctionName: ship}, End: true}}
                  End: true
                Refund: {Type: Task, Resource: "arn:aws:lambda:eu-west-1:1:function:refund", End: true}
          - {StateMachineName: filed, DefinitionFile: machines/filed.json}
        queues: [{QueueName: dead}]
        functions:
          - {FunctionName: pay, Handler: h}
          - {FunctionName: ship, Handler: h}
          - {FunctionName: refund, Handler: h}

        """

    private static let filed = """
        {"StartAt": "Wait",
         "States": {"Wait": {"Type": "Task", "Resource": "function:pay", "End": true}}}
        """

    private func read(_ text: String, filed: String = Self.filed) throws(FlowMistakes) -> FlowFile {
        let handler = FlowSurroundings.Handler(service: "s") { _, _ in .null }
        return try FlowFile(
            Array(text.utf8),
            name: "f",
            FlowSurroundings(handlers: ["h": handler], folder: "/") {
                $0 == "machines/filed.json" ? Array(filed.utf8) : nil
            }
        )
    }

    private func mistakes(_ text: String, filed: String = Self.filed) -> [String] {
        do throws(FlowMistakes) {
            _ = try read(text, filed: filed)
            return []
        } catch { return error.mistakes.map(\.description) }
    }

    @Test func theyAreReadInPlaceAndFromTheirFiles() throws {
        let definition = try read(Self.text).definition
        #expect(definition.stateMachines.map(\.name) == ["saga", "filed"])
        #expect(definition.stateMachines[0].drawnStates.map(\.name).sorted() == ["Both", "Pay", "Refund", "Ship"])
        let kinds = definition.rules[0].targets.map { "\($0.kind)" }
        #expect(kinds == [#"stateMachine("saga")"#, #"stateMachine("filed")"#])
    }

    @Test func describeDrawsThem() throws {
        let file = try read(Self.text)
        let drawing = FlowDrawing(file).lines(isASCII: true).joined(separator: "\n")
        for line in [
            "saga -> state machine saga  4 states  (185 retries within 1 d, given up -> dead)",
            "|  |- starts in Pay  Task function:pay -> Both; States.ALL -> Refund", "|  |- Both  Parallel (ends)",
            "|  |  `- Ship  Task arn:aws:states:::lambda:invoke (ends)", "|  `- Refund  Task",
        ] {
            #expect(drawing.contains(line), "\(line) in\n\(drawing)")
        }
        #expect(!drawing.contains("invoked by nothing"), "\(drawing)")
        let machine = try #require(file.json["state_machines"]?.array?.first)
        #expect(machine["name"] == "saga" && machine["start_at"] == "Pay")
        let states = machine["states"]?.array ?? []
        #expect(states.compactMap { $0["name"]?.string } == ["Pay", "Both", "Ship", "Refund"])
        #expect(states[0]["caught"] == [["errors": "States.ALL", "next": "Refund"]] && states[2]["function"] == "ship")
        let graph = FlowGraph([file]).text { $0 }
        for edge in [
            #""rule/placed" -> "state-machine/saga""#, #""state-machine/saga" -> "state/saga/Pay" [label="starts"]"#,
            #""state/saga/Pay" -> "state/saga/Refund" [label="States.ALL", color="#,
            #""state/saga/Ship" -> "function/ship""#,
        ] {
            #expect(graph.contains(edge), "\(edge) in\n\(graph)")
        }
    }

    @Test(
        "Each mistake is named where it stands",
        arguments: [
            ("Next: Both", "Next: Bth", "17:17: stateMachines[0].Definition.States.Pay.Next: there is no state 'Bth'"),
            (
                "function:pay\n", "function:pai\n",
                "15:21: stateMachines[0].Definition.States.Pay.Resource: there is no function 'pai'; did you mean 'pay'?"
            ),
            (
                "{FunctionName: ship}, End", "{FunctionName: shp}, End",
                "there is no function 'shp'; did you mean 'ship'?"
            ),
            (
                "Resource: function:pay\n", "Resource: \"arn:aws:states:::ecs:runTask\"\n",
                "nothing in a pipeline is 'arn:aws:states:::ecs:runTask'; name a function of this file"
            ),
            ("StateMachine: saga", "StateMachine: sagas", "there is no state machine 'sagas'; did you mean 'saga'?"),
            ("StateMachineName: filed, D", "StateMachineName: saga, D", "state machine 'saga' is defined twice"),
            (
                "DefinitionFile: machines/filed.json", "DefinitionFile: machines/field.json",
                "stateMachines[1].DefinitionFile: there is no file //machines/field.json"
            ),
            (
                ", DefinitionFile: machines/filed.json", "",
                "stateMachines[1]: has neither Definition nor DefinitionFile"
            ),
            ("DefinitionFile: machines/filed.json", "Definition: 7", "must be an object, not the number 7"),
        ]
    )
    func mistakes(part: String, instead: String, mistake: String) {
        let found = mistakes(Self.text.replacing(part, with: instead))
        #expect(found.contains { $0.contains(mistake) }, "\(found)")
    }

    @Test func aFilesMistakesAreNamedByItsLines() {
        let wrong = mistakes(Self.text, filed: Self.filed.replacing("\"End\"", with: "\"Ende\""))
        #expect(wrong.contains { $0.contains("stateMachines[1].DefinitionFile: machines/filed.json:2:") }, "\(wrong)")
        let gone = mistakes(Self.text, filed: Self.filed.replacing(":pay", with: ":pai"))
        #expect(
            gone.contains { $0.contains("DefinitionFile: there is no function 'pai'; did you mean 'pay'?") },
            "\(gone)"
        )
        let broken = mistakes(Self.text, filed: "{\"StartAt\":")
        #expect(broken.contains { $0.contains("DefinitionFile: machines/filed.json:1:") }, "\(broken)")
        let deep = mistakes(Self.text, filed: String(repeating: "[", count: 100_000))
        #expect(deep.count >= 1)
    }

    @Test func onlyRulesAndSchedulesStartThem() {
        let found = mistakes(
            Self.text.replacing(
                "FunctionName: pay, Handler: h",
                with: "FunctionName: pay, Handler: h, DestinationConfig: {OnSuccess: {StateMachine: saga}}"
            )
        )
        #expect(found.contains { $0.contains("OnSuccess.StateMachine: no such member") }, "\(found)")
    }
}
