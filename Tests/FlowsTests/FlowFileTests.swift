import EventModel
import Pipeline
import Programs
import Testing

@testable import Flows

@Suite("Flow files")
struct FlowFileTests {
    static let surroundings = FlowSurroundings(
        handlers: ["pay": .init(service: "payments") { _, _ in 1 }],
        folder: "/tmp"
    ) { $0 == "order.json" ? Array(#"{"type":"object","required":["id"]}"#.utf8) : nil }

    static func read(_ text: String) throws(FlowMistakes) -> FlowFile {
        try FlowFile(Array(text.utf8), name: "my.yaml", surroundings)
    }

    /// Every mistake of a text, `LINE:COL: …` each.
    static func mistakes(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch {
            return error.mistakes.map(\.description)
        }
    }

    private static let everything = """
        flow: shop
        description: A shop.
        buses: [billing]
        buckets: [raw-data]
        rules:
          - Name: orders
            State: DISABLED
            EventPattern: {source: [shop], detail: {amount: [{numeric: [">", 1.50]}]}}
            Targets:
              - Id: queue
                Queue: orders
                RetryPolicy: {MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 5m}
                DeadLetterConfig: {Arn: "arn:aws:sqs:eu-west-1:123456789012:dead"}
                InputTransformer:
                  InputPathsMap: {id: $.detail.id}
                  InputTemplate: '{"order": <id>}'
              - {Id: bus, EventBus: billing}
          - Name: bills
            EventBusName: billing
            EventPattern: '{"detail-type": [{"prefix": "Bill"}]}'
            Targets: {Id: f, Function: charge, InputPath: $.detail}
        queues:
          - QueueName: orders
            VisibilityTimeout: 1.5
            DelaySeconds: 2
            MessageRetentionPeriod: 1h
            RedrivePolicy: {deadLetterTargetArn: "arn:aws:sqs:eu-west-1:123456789012:dead", maxReceiveCount: 4}
          - QueueName: dead
        functions:
          - FunctionName: charge
            Handler: pay
            Timeout: 1
            MemorySize: 256
            ReservedConcurrentExecutions: 3
            MaximumRetryAttempts: 1
            MaximumEventAgeInSeconds: 60
            RetryWaits: [10ms]
            DestinationConfig: {OnFailure: {Queue: dead}, OnSuccess: {EventBus: default}}
          - FunctionName: look
            Timeout: 1
            exec: [sh, -c, "echo 1", 7]
            env: {LEVEL: 3, NAME: x}
            cwd: /
        eventSourceMappings:
          - {Queue: orders, FunctionName: look, BatchSize: 20, MaximumBatchingWindowInSeconds: 1, FunctionResponseTypes: [ReportBatchItemFailures]}
        contracts:
          - {DetailType: OrderPlaced, Schema: order.json, DeadLetterQueue: dead}
          - {DetailType: Billed, Source: billing, Version: 2, Mode: mark, Schema: {type: object}}
        faults:
          - {Target: orders/queue, Share: 0.5, Times: 2, ErrorType: THROTTLING}
        stimulus:
          Rate: 5
          Events:
            - {Source: shop, DetailType: OrderPlaced, Subject: o-<index>, Detail: {id: <index>, on: yes}}
        """

    @Test func everyMemberIsRead() throws {
        let file = try Self.read(Self.everything)
        let definition = file.definition
        #expect(file.name == "shop" && file.summary == "A shop." && definition.buses == ["default", "billing"])
        #expect(definition.buckets == ["raw-data"])
        let rule = definition.rules[0]
        #expect(!rule.isEnabled && rule.bus == "default")
        #expect(rule.pattern.description == #"{"source":["shop"],"detail":{"amount":[{"numeric":[">",1.50]}]}}"#)
        #expect(rule.targets[0].maximumRetryAttempts == 3 && rule.targets[0].maximumEventAge == .seconds(300))
        #expect(rule.targets[0].deadLetterQueue == "dead")
        let transformer = try InputTransformer(paths: ["id": "$.detail.id"], template: #"{"order": <id>}"#)
        #expect(rule.targets[0].input == .transformer(transformer))
        let path = try InputPath("$.detail")
        #expect(definition.rules[1].bus == "billing" && definition.rules[1].targets[0].input == .path(path))
        let queue = definition.queues[0]
        #expect(queue.visibilityTimeout == .milliseconds(1_500) && queue.delay == .seconds(2))
        #expect(queue.retention == .seconds(3_600))
        #expect(queue.redrivePolicy?.deadLetterQueue == "dead" && queue.redrivePolicy?.maxReceiveCount == 4)
        let charge = definition.functions[0]
        #expect(charge.service == "payments" && charge.timeout == .seconds(1) && charge.memoryMB == 256)
        #expect(charge.concurrency == 3 && charge.maximumRetryAttempts == 1 && charge.retryWaits == [.milliseconds(10)])
        #expect(definition.functions[1].service == "look")
        let program = try #require(file.programs["look"])
        #expect(program.command == ["sh", "-c", "echo 1", "7"] && program.directory == "/")
        #expect(program.environment == ["LEVEL": "3", "NAME": "x"])
        #expect(definition.mappings[0].batchSize == 20 && definition.mappings[0].reportsBatchItemFailures)
        #expect(definition.contracts.map(\.mode) == [.deadletter("dead"), .mark])
        #expect(definition.contracts[1].version == "2" && definition.contracts[1].source == "billing")
        #expect(file.faults.first?.times == 2 && file.stimulus?.rate == 5)
        try definition.validate()
    }

    @Test func theSameAsJSONIsTheSame() throws {
        let yaml = "flow: a\nqueues: [{QueueName: q, DelaySeconds: 1}]\n"
        let json = #"{"flow":"a","queues":[{"QueueName":"q","DelaySeconds":1}]}"#
        for text in [yaml, json, "\u{FEFF}" + json] {
            let file = try Self.read(text)
            #expect(file.name == "a" && file.definition.queues.map(\.name) == ["q"])
            #expect(file.definition.queues[0].delay == .seconds(1))
        }
    }

    @Test func everyMistakeIsFoundAtOnce() {
        let text = """
            flow: shop
            rules:
              - Name: orders
                EventPattern: {source: [{prefx: sh}]}
                Targets:
                  - {Id: a, Queue: ordes}
                  - {Id: a, Function: charge, Inputpath: $.x}
            queus: []
            queues:
              - QueueName: orders
                VisibilityTimeout: 13h
                RedrivePolicy: {deadLetterQueue: orders, maxReceiveCount: 0}
              - QueueName: orders
            functions:
              - {FunctionName: charge, Handler: pya}
              - {FunctionName: gone, exec: [./gone.py]}
            """
        let found = Self.mistakes(text)
        #expect(
            found == [
                "4:37: rules[0].EventPattern.source[0].prefx: is no operator; use prefix, suffix, equals-ignore-case, "
                    + "wildcard, anything-but, numeric, exists or cidr",
                "6:24: rules[0].Targets[0].Queue: there is no queue 'ordes'; did you mean 'orders'?",
                "7:14: rules[0].Targets[1].Id: target 'orders/a' is defined twice; rename one of them",
                "7:35: rules[0].Targets[1].Inputpath: no such member; did you mean 'InputPath'?",
                "8:1: queus: no such member; did you mean 'queues'?",
                "11:24: queues[0].VisibilityTimeout: is 46800 s, but must be from 0 s to 43200 s",
                "12:20: queues[0].RedrivePolicy: makes 'orders' its own dead-letter queue; name another queue",
                "12:63: queues[0].RedrivePolicy.maxReceiveCount: is 0, but must be from 1 to 1000",
                "13:16: queues[1].QueueName: queue 'orders' is defined twice; rename one of them",
                "15:37: functions[0].Handler: there is no handler 'pya'; did you mean 'pay'?",
                "16:33: functions[1].exec[0]: there is no program at /tmp/gone.py",
            ],
            "\(found.joined(separator: "\n"))"
        )
    }

    @Test(arguments: [
        ("", "1:1: the file is empty; name the flow and wire it"),
        ("{\"flow\": \"a\",\n  \"queues\": [}", "2:14: not JSON: a value cannot start here"),
        ("{\"flow\": \"é\", \"x\": 1}", "1:15: x: no such member"),
        ("flow: a\n\tqueues: []", "2:1: not YAML"),
        ("flow: a\nflow: b", "1:1: the same name twice"),
        ("- a", "1:1: must be an object, not a list"),
        ("flow: [a", "not YAML"),
        ("flow: a\nqueues: 3", "2:9: queues: must be a list, not the number 3"),
        ("queues: []", "1:1: has no flow; give the flow a name"),
        ("flow: a\n---\nflow: b", "not YAML"),
        ("flow: a b", "1:7: flow: must have letters"),
        ("flow: *x", "not YAML"),
        ("flow: a\nqueues: [{QueueName: q, DelaySeconds: .inf}]", "is a number that JSON does not have"),
    ]) func whatCanNotBeReadIsSaidWithItsPlace(text: String, expected: String) {
        let found = Self.mistakes(text)
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test func hostileFilesAreRefused() {
        let deep = String(repeating: "[", count: 100_000)
        let bomb =
            "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
            + zip("bcdefgh", "abcdefg").map {
                "\($0): &\($0) [\(Array(repeating: "*\($1)", count: 10).joined(separator: ","))]\n"
            }
            .joined()
        let texts = [
            deep, "flow: " + deep, "{\"a\":" + deep, String(repeating: "- ", count: 100_000), bomb,
            String(repeating: "{\"a\":", count: 200) + "1" + String(repeating: "}", count: 200),
            String(repeating: "a: ", count: 10_000), "flow: \"\u{1B}[2J\u{0}\"",
        ]
        for text in texts { #expect(!Self.mistakes(text).isEmpty) }
        #expect(throws: FlowMistakes.self) { try FlowFile([0xFF, 0xFE, 0x41], name: "x", Self.surroundings) }
        #expect(throws: FlowMistakes.self) {
            try FlowFile([UInt8](repeating: 0x61, count: FlowText.mostBytes + 1), name: "x", Self.surroundings)
        }
    }

    /// A line cut anywhere reads or is refused; nothing crashes.
    @Test func everyCutOfAFileIsReadOrRefused() {
        let bytes = Array(Self.everything.utf8)
        for end in stride(from: 0, to: bytes.count, by: 7) {
            _ = try? FlowFile(Array(bytes[..<end]), name: "x", Self.surroundings)
        }
    }

    @Test func placesOfJSONCountScalars() throws {
        let value = try FlowText.read(Array("{\"é\": [1,\n \"a\\\"b\", {\"k\": true}]}".utf8))
        let list = try #require(value["é"])
        #expect(list.place == FlowPlace(line: 1, column: 7) && list.path == "[\"é\"]")
        #expect(list.list?[1].place == FlowPlace(line: 2, column: 2) && list.list?[1].string == "a\"b")
        #expect(list.list?[2]["k"]?.place == FlowPlace(line: 2, column: 16))
        #expect(list.list?[2]["k"]?.path == "[\"é\"][2].k")
    }

    @Test func theBundledFlowsAreReadAndKeepWhatTheySaid() throws {
        for file in BundledFlowFile.allCases {
            let read = try file.read(FlowSettings())
            #expect(read.name == file.rawValue && read.summary != nil)
            try read.definition.validate()
        }
        let orders = Flow.orders(FlowSettings(visibilityTimeout: .seconds(7))).definition
        #expect(
            orders.queues.filter { $0.visibilityTimeout == .seconds(7) }.map(\.name) == [
                "orders-payment", "orders-analytics",
            ]
        )
        #expect(
            orders.functions.map(\.service) == [
                "payment", "inventory", "inventory", "shipping", "notification", "analytics",
            ]
        )
        #expect(orders.functions.map(\.concurrency) == [16, 16, 16, 16, 16, 4])
    }

    @Test func aStimulusDrawsFromItsSeed() throws {
        let file = try Self.read(
            """
            flow: a
            buckets: [b]
            stimulus:
              Events:
                - {Source: s, DetailType: T, Detail: {n: <index>, at: "<whole 1..3>", id: x-<id>, c: "<pick a|b> <3 <b>"}}
                - {Source: s, DetailType: Bad, Fate: dies}
              Objects:
                - {Bucket: b, Key: in/<index>.txt, Body: "<pick x>", Fate: retries}
            """
        )
        let stimulus = try #require(file.stimulus)
        func draw(_ fate: Flows.Fate, _ seed: UInt64) -> Stimulus {
            var random = SeededRandom(seed: seed)
            return stimulus.draw(4, fate, &random)
        }
        guard case .event("s", "T", nil, let data) = draw(.completes, 1) else {
            Issue.record("another template was drawn")
            return
        }
        #expect(data["n"] == 5 && (1...3).contains(data["at"]?.integer ?? 0) && data["id"]?.string?.count == 14)
        #expect(data["c"]?.string?.hasSuffix(" <3 <b>") == true)
        guard case .event(_, _, _, let again) = draw(.completes, 1), case .event(_, "Bad", _, _) = draw(.dies, 1),
            case .object(let bytes, "in/5.txt", "b") = draw(.retries, 1)
        else {
            Issue.record("another template was drawn")
            return
        }
        #expect(again == data && bytes == Array("x".utf8))
        #expect(
            Self.mistakes("flow: a\nstimulus: {Events: [{Source: s, DetailType: t, Detail: '<indx>'}]}") == [
                "2:56: stimulus.Events[0].Detail: has <indx>, which is no variable; there are: \(TemplateFiller.words)"
            ]
        )
    }

    @Test func contractsMayReferToOneAnotherAndEachBadOneIsSaid() throws {
        let good = """
            flow: a
            contracts:
              - {DetailType: A, Schema: {$ref: "urn:b"}}
              - {DetailType: B, Schema: {$id: "urn:b", type: object}}
            """
        let contracts = try Self.read(good).definition.contracts
        #expect(contracts.count == 2)
        let bad = """
            flow: a
            contracts:
              - {DetailType: A, Schema: {type: 3}}
              - {DetailType: B, Schema: gone.json}
              - {DetailType: C, Schema: {type: objekt}}
              - {DetailType: E, Schema: {type: object}}
              - {DetailType: E, Schema: {type: object}}
              - {DetailType: D, Mode: deadletter, Schema: {}}
            """
        let found = Self.mistakes(bad)
        #expect(found.map { $0.split(separator: ":")[0] } == ["3", "4", "5", "7", "8"], "\(found)")
        #expect(found.count == 5 && found[1].contains("there is no file /tmp/gone.json"))
    }

    @Test func aFileThatIsAllWrongIsToldInPart() {
        let rules = (0..<3_000).map { "  - {Name: r\($0), EventPattern: {a: [1]}, Targets: {Id: t, Queue: q\($0)}}\n" }
        let found = Self.mistakes("flow: a\nqueues: [{QueueName: p}]\nrules:\n" + rules.joined())
        #expect(found.count == 501 && found.last?.hasSuffix("2500 more mistakes; mend these first") == true)
    }
}
