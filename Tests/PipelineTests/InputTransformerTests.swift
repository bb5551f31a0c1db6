import EventModel
import Foundation
import Testing

@testable import Pipeline

@Suite("Input of targets")
struct InputTransformerTests {
    private let context = InputTransformer.Context(
        rule: "r",
        ruleARN: "arn:r",
        ingested: Timestamp(nanoseconds: 1_772_355_600_000_000_000)
    )
    private let event: JSON = [
        "source": "shop", "detail-type": "Order", "resources": ["one", "two"],
        "detail": [
            "id": "o-1", "text": "a \"b\"\n", "list": ["HIGH"], "payload": ["x": "y", "n": 1], "ok": true,
            "nothing": nil, "n": 12.50,
        ],
    ]

    private func text(_ template: String, _ paths: [String: String] = [:]) throws -> String {
        try InputTransformer(paths: paths, template: template).text(for: event, context)
    }

    @Test(arguments: [
        (
            #"{"id": <id>, "list": <list>, "all": <payload>}"#,
            #"{"id": "o-1", "list": ["HIGH"], "all": {"x":"y","n":1}}"#
        ),
        (#"{"path": "orders/<id>/<n>/<ok>", "missing": <none>}"#, #"{"path": "orders/o-1/12.5/true", "missing": ""}"#),
        (#"{"text": "say: <text>", "raw": <text>}"#, #"{"text": "say: a \"b\"\n", "raw": "a \"b\"\n"}"#),
        (#"[<id>, "fixed", <null>]"#, #"["o-1", "fixed", null]"#),
        (#""Order <id> of <payload>, <list>, <none>!""#, #""Order o-1 of {x:y,n:1}, [HIGH], !""#),
        (#""said: <text>""#, #""said: a \"b\"\n""#),
        ("Order <id> is <ok>", "Order o-1 is true"),
        ("<payload>", #"{"x":"y","n":1}"#),
        (#""{[/<id>""#, #""{[/o-1""#),
        (#""a \"<id>\" b""#, #""a \"o-1\" b""#),
        (
            #"{"rule": "<aws.events.rule-name>", "arn": <aws.events.rule-arn>, "at": <aws.events.event.ingestion-time>}"#,
            #"{"rule": "r", "arn": "arn:r", "at": "2026-03-01T09:00:00Z"}"#
        ),
        (
            #"{"event": <aws.events.event>}"#,
            #"{"event": {"source":"shop","detail-type":"Order","resources":["one","two"]}}"#
        ),
    ])
    func putsValuesIntoATemplate(template: String, expected: String) throws {
        let paths = [
            "id": "$.detail.id", "list": "$.detail.list", "payload": "$.detail.payload", "n": "$.detail.n",
            "ok": "$.detail['ok']", "none": "$.detail.none", "text": "$.detail.text", "null": "$.detail.nothing",
        ]
        #expect(try text(template, paths) == expected)
    }

    @Test func theWholeEventIsAValue() throws {
        #expect(try text("<aws.events.event.json>") == event.description)
    }

    @Test(arguments: ["list", "payload"])
    func anObjectOrAListWithinQuotesOfJSONIsAnError(name: String) throws {
        let transformer = try InputTransformer(
            paths: [name: "$.detail.\(name)"],
            template: #"{"it": "<\#(name)>"}"#
        )
        let error = try #require(throws: TargetInputError.self) { try transformer.text(for: event, context) }
        #expect(error.place == "InputTemplate" && error.reason.contains("<\(name)>"))
    }

    @Test(arguments: [
        ("", [:], "InputTemplate"),
        (#"{"a": <b>}"#, [:], "InputTemplate"),
        (#"{"a": 1"#, [:], "InputTemplate"),
        (#"{<a>: 1}"#, ["a": "$.a"], "InputTemplate"),
        (#"{"<a>": 1}"#, ["a": "$.a"], "InputTemplate"),
        (#"{"a": "<aws.events.event.json>"}"#, [:], "InputTemplate"),
        ("x", ["a": "detail"], "InputPathsMap.a"),
        ("x", ["a": "$."], "InputPathsMap.a"),
        ("x", ["a": "$.a[x]"], "InputPathsMap.a"),
        ("x", ["a": "$.a[1"], "InputPathsMap.a"),
        ("x", ["a": "$a"], "InputPathsMap.a"),
        ("x", ["AWS.x": "$.a"], "InputPathsMap.AWS.x"),
        ("x", ["a b": "$.a"], "InputPathsMap.a b"),
        (String(repeating: "x", count: 8_193), [:], "InputTemplate"),
    ])
    func aRefusalNamesThePlace(template: String, paths: [String: String], place: String) throws {
        let error = try #require(throws: TargetInputError.self) {
            try InputTransformer(paths: paths, template: template)
        }
        #expect(error.place == place)
        #expect(!error.reason.isEmpty)
    }

    @Test func moreThanAHundredVariablesAreRefused() {
        let paths = Dictionary(uniqueKeysWithValues: (0...100).map { ("v\($0)", "$.a") })
        #expect(throws: TargetInputError.self) { try InputTransformer(paths: paths, template: "x") }
    }

    @Test(
        arguments: [
            ("$", nil), ("$.detail.id", "o-1"), ("$.resources[1]", "two"), ("$['detail-type']", "Order"),
            ("$.resources[*]", ["one", "two"]), ("$.detail.payload.*", ["y", 1]),
        ] as [(String, JSON?)]
    )
    func aPathLeads(path: String, value: JSON?) throws {
        #expect(try InputPath(path).value(in: event) == value ?? event)
    }

    @Test func aPathThatLeadsNowhereIsAnErrorAndAConstantIsNot() throws {
        let path = TargetInput.path(try InputPath("$.resources[2]"))
        #expect(throws: TargetInputError.self) { try path.text(of: event.description, context) }
        #expect(try TargetInput.constant(["a": 1]).text(of: event.description, context) == #"{"a":1}"#)
        #expect(try TargetInput.event.text(of: "as it is", context) == "as it is")
    }

    @Test(
        arguments: [
            (["Input": "{", "InputPath": "$"], "InputPath"), (["Input": "{"], "Input"), (["InputPath": 1], "InputPath"),
            (["InputTransformer": "x"], "InputTransformer.InputTemplate"),
            (["InputTransformer": ["InputTemplate": "x", "InputPathsMap": ["a"]]], "InputPathsMap"),
            (["InputTransformer": ["InputTemplate": "x", "InputPathsMap": ["a": 1]]], "InputPathsMap.a"),
        ] as [(JSON, String)]
    )
    func aTargetThatIsWrongIsRefusedWithItsPlace(target: JSON, place: String) throws {
        let error = try #require(throws: TargetInputError.self) { try TargetInput(target: target) }
        #expect(error.place == place)
    }

    @Test func aConstantIsATextOrJSON() throws {
        #expect(try TargetInput(target: ["Input": #"{"a": 1}"#]) == .constant(["a": 1]))
        #expect(try TargetInput(target: ["Input": ["a": 1]]) == .constant(["a": 1]))
        #expect(try TargetInput(target: ["Id": "1"]) == .event)
    }

    /// Answers of the real service.
    @Test(.enabled(if: Self.cases != nil, "the shared vectors are not there; set TAILRACE_SHARED"))
    func agreesWithTheService() throws {
        let lines = try #require(Self.cases).split(separator: "\n")
        #expect(!lines.isEmpty)
        for line in lines {
            let one = try JSON(parsing: String(line))
            let name = one["test"]?.string ?? ""
            let pattern = try EventPattern(one["pattern"] ?? [:])
            var target = JSON.Object()
            if let path = one["inputPath"], path != .null { target["InputPath"] = path }
            if let transformer = one["inputTransformer"], transformer != .null {
                target["InputTransformer"] = transformer
            }
            let input = try TargetInput(target: .object(target))
            var bodies: [String] = []
            for entry in one["entries"]?.array ?? [] {
                let event: JSON = [
                    "version": "0", "id": "<uuid:2>", "detail-type": entry["DetailType"] ?? "",
                    "source": entry["Source"] ?? "", "account": "111111111111", "time": "date", "region": "<region>",
                    "resources": [], "detail": try JSON(parsing: entry["Detail"]?.string ?? "{}"),
                ]
                var body: String?
                if pattern.matches(event) { body = try? input.text(of: event.description, context) }
                #expect((body != nil) == entry["delivered"]?.bool, "\(name)")
                if let body { bodies.append(body) }
            }
            let expected = one["deliveredBodies"]?.array ?? []
            #expect(bodies.count == expected.count, "\(name)")
            for (body, expected) in zip(bodies, expected) {
                if let text = expected.string {
                    #expect(body == text, "\(name)")
                } else {
                    #expect(try JSON(parsing: body) == (try JSON(parsing: expected.description)), "\(name)")
                }
            }
        }
    }

    private static let cases: String? = {
        let named = ProcessInfo.processInfo.environment["TAILRACE_SHARED"]
        let beside = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared").path()
        return try? String(
            contentsOfFile: (named ?? beside) + "/vectors/aws-real/input-transformer.jsonl",
            encoding: .utf8
        )
    }()
}
