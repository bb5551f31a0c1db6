import EventModel
import Testing

@testable import Pipeline

@Suite struct ConditionExpressionTests {
    private let item: JSON = [
        "quantity": 5, "name": "lamp", "price": 2.50, "tags": ["a", "b"], "deep": ["list": [["x": 1]]], "nothing": nil,
    ]

    @Test(arguments: [
        ("quantity >= :five", true), ("quantity > :five", false), ("quantity = :five", true),
        ("quantity <> :five", false),
        ("quantity < :s", false), ("missing = :five", false), ("missing <> :five", true), ("missing < :five", false),
        ("NOT missing = :five", true), ("price = :price", true), ("quantity BETWEEN :one AND :five", true),
        ("name between :a and :z", true), ("name IN (:s, :lamp)", true), ("quantity in (:one)", false),
        ("attribute_exists(name) AND attribute_not_exists(gone)", true), ("attribute_exists(deep.list[0].x)", true),
        ("attribute_exists(deep.list[1].x)", false), ("attribute_exists(nothing)", true),
        ("begins_with(name, :la)", true), ("begins_with(quantity, :la)", false), ("contains(name, :amp)", true),
        ("contains(tags, :a)", true), ("contains(tags, :amp)", false), ("size(tags) = :two", true),
        ("size(name) > :two", true), ("size(missing) > :two", false), ("attribute_type(tags, :L)", true),
        ("name = :s OR name = :lamp AND quantity = :one", false),
        ("(name = :s OR name = :lamp) AND quantity = :five", true),
        ("NOT (name = :lamp) OR quantity = :five", true), ("#n = :lamp", true), ("deep.#l[0].x = :one", true),
        (":five >= quantity", true),
    ])
    func conditions(text: String, expected: Bool) throws {
        let all: [String: JSON] = [
            ":five": 5.0, ":one": 1, ":two": 2, ":s": "5", ":price": 2.5, ":a": "a", ":z": "z", ":lamp": "lamp",
            ":la": "la",
            ":amp": "amp", ":L": "L",
        ]
        let words = Set(text.split { " (),[].".contains($0) }.map(String.init))
        let condition = try ConditionExpression(
            text,
            names: ["#n": "name", "#l": "list"].filter { words.contains($0.key) },
            values: all.filter { words.contains($0.key) }
        )
        #expect(condition.holds(for: item) == expected)
    }

    @Test(arguments: [
        ("", "must not be empty"), ("quantity", "must have a comparison, BETWEEN or IN at byte 8"),
        ("quantity >= :x", "has no value for :x at byte 12"), ("#q = :v", "has no name for #q at byte 0"),
        ("a = :v )", "must have AND, OR or the end at byte 7"), ("a = :v AND", "must have an attribute"),
        ("foo(a)", "has no function foo at byte 0"), ("a ! :v", "has a character that means nothing at byte 2"),
        ("a[b] = :v", "must have an index at byte 2"), ("attribute_exists(a)", "does not use :v"),
        ("a[99999999999999999999] = :v", "has an index that is too large"),
        (String(repeating: "(", count: 2_000) + "a = :v", "nested more than 100 deep"),
        (String(repeating: "NOT ", count: 1_000) + "a = :v", "nested more than 100 deep"),
        (String(repeating: "a", count: 5_000), "the limit is 4096"),
        (Array(repeating: "a=:v", count: 400).joined(separator: " OR "), "more than 300 operators"),
    ])
    func mistakesNameTheirPlace(text: String, why: String) {
        let error = #expect(throws: ErrorInfo.self) { try ConditionExpression(text, values: [":v": 1]) }
        #expect(error?.type == "ValidationException")
        #expect(error?.message.contains(why) == true, "\(error?.message ?? "")")
    }
}

@Suite struct TableTests {
    private func definition(_ view: TableDefinition.StreamView = .newAndOldImages) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.tables = [
            TableDefinition(name: "t", partitionKey: "id", sortKey: "line", timeToLive: "until", stream: view)
        ]
        return d
    }

    private func changes(_ pipeline: Pipeline) async throws -> [JSON] {
        let iterator = try await pipeline.iterator(.table("t"), .trimHorizon)
        return StreamSource.table("t").payload(try await pipeline.records(iterator).records)["Records"]?.array ?? []
    }

    @Test func stockIsTakenUnderACondition() async throws {
        let bench = try TestBench(PipelineDefinition())
        let pipeline = bench.pipeline
        try await pipeline.transact { $0["stock", "lamp"] = ["quantity": 5] }
        @Sendable func take(_ n: Int) async throws {
            try await pipeline.transact { tables in
                let enough = try ConditionExpression("quantity >= :q", values: [":q": .int(n)])
                let left = (tables["stock", "lamp"]?["quantity"]?.integer ?? 0) - n
                try tables.put(["quantity": .int(left)], in: "stock", key: "lamp", if: enough)
            }
        }
        let taken = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { if (try? await take(1)) != nil { taken.increase() } } }
        }
        #expect(taken.count == 5)
        let error = await #expect(throws: ErrorInfo.self) { try await take(1) }
        #expect(error?.type == "ConditionalCheckFailedException")
        #expect(try await pipeline.item("lamp", in: "stock") == ["quantity": 0])
    }

    @Test func changesAreToldInOrderWithTheirImages() async throws {
        let bench = try TestBench(definition())
        let pipeline = bench.pipeline
        try await pipeline.transact(correlationID: "c") { tables in
            tables["t", "a", "1"] = ["n": 1, "tags": ["x"]]
            tables["t", "a", "1"] = ["n": 2]
            // The same in another order and spelling: no write.
            tables["t", "a", "1"] = ["n": 2.0]
            tables["t", "a", "2"] = nil
            tables["t", "a", "1"] = nil
        }
        let changes = try await changes(pipeline)
        #expect(changes.map { $0["eventName"] } == ["INSERT", "MODIFY", "REMOVE"])
        #expect(changes[0][path: "dynamodb.Keys"] == ["id": ["S": "a"], "line": ["S": "1"]])
        #expect(changes[0]["dynamodb"]?["OldImage"] == nil)
        #expect(changes[0][path: "dynamodb.NewImage.n"] == ["N": "1"])
        #expect(changes[0][path: "dynamodb.NewImage.tags"] == ["L": [["S": "x"]]])
        #expect(
            changes[1][path: "dynamodb.OldImage.n"] == ["N": "1"]
                && changes[1][path: "dynamodb.NewImage.n"] == ["N": "2"]
        )
        #expect(changes[2]["dynamodb"]?["NewImage"] == nil && changes[2]["userIdentity"] == nil)
        #expect(changes[0]["eventSource"] == "aws:dynamodb")
        let image = try #require(changes[0][path: "dynamodb.NewImage"])
        #expect(AttributeValue.item(image) == ["n": 1, "tags": ["x"], "id": "a", "line": "1"])
    }

    @Test(arguments: [
        (TableDefinition.StreamView.keysOnly, false, false), (.newImage, true, false), (.oldImage, false, true),
        (.newAndOldImages, true, true),
    ])
    func viewsSayWhatTheyAreAskedFor(view: TableDefinition.StreamView, new: Bool, old: Bool) async throws {
        let bench = try TestBench(definition(view))
        try await bench.pipeline.transact { tables in
            tables["t", "a", "1"] = ["n": 1]
            tables["t", "a", "1"] = ["n": 2]
        }
        let change = try await changes(bench.pipeline)[1]["dynamodb"]
        #expect((change?["NewImage"] != nil) == new && (change?["OldImage"] != nil) == old)
        #expect(change?["StreamViewType"]?.string == view.rawValue)
    }

    @Test func whatIsUndoneLeavesNoChange() async throws {
        let bench = try TestBench(definition())
        await #expect(throws: ErrorInfo.self) {
            try await bench.pipeline.transact { tables in
                tables["t", "a", "1"] = ["n": 1]
                throw ErrorInfo(type: "No", message: "undo")
            }
        }
        await #expect(throws: ErrorInfo.self) { try await bench.pipeline.transact { $0["t", "a", ""] = ["n": 1] } }
        var deep: JSON = 1
        for _ in 0..<40 { deep = [deep] }
        let tooDeep = deep
        await #expect(throws: ErrorInfo.self) {
            try await bench.pipeline.transact { $0["t", "a", "1"] = ["n": tooDeep] }
        }
        #expect(try await changes(bench.pipeline).isEmpty)
    }

    @Test func itemsExpireAndTheirChangesSaySo() async throws {
        let bench = try TestBench(definition())
        let pipeline = bench.pipeline
        let soon = Int(bench.clock.now().nanoseconds / 1_000_000_000) + 60
        try await pipeline.transact { tables in
            tables["t", "a", "1"] = ["until": .int(soon)]
            tables["t", "a", "2"] = ["until": .int(soon + 3_600)]
            // More than five years ago: it stays.
            tables["t", "a", "3"] = ["until": 1]
        }
        bench.clock.advance(by: .seconds(60))
        try await pipeline.keepTime(at: bench.clock.now())
        #expect(try await pipeline.query("a", in: "t").map(\.sort) == ["2", "3"])
        let last = try #require(try await changes(pipeline).last)
        #expect(last["eventName"] == "REMOVE" && last[path: "dynamodb.Keys.line.S"] == "1")
        #expect(last["userIdentity"] == ["type": "Service", "principalId": "dynamodb.amazonaws.com"])
    }

    @Test func aFunctionPollsTheChanges() async throws {
        let seen = Record<String>()
        var d = definition()
        d.queues = [QueueDefinition(name: "dead")]
        d.functions = [
            FunctionDefinition(name: "f", service: "s") { payload, context in
                for (i, record) in (payload["Records"]?.array ?? []).enumerated() {
                    if record[path: "dynamodb.NewImage.bad"] != nil { throw ErrorInfo(type: "Bad", message: "bad") }
                    seen.add("\(record["eventName"]?.string ?? "") \(context.record(i).correlationID)")
                }
                return [:]
            }
        ]
        d.streamMappings = [
            StreamMapping(
                .table("t"),
                function: "f",
                maximumRetryAttempts: 0,
                bisectsOnError: true,
                onFailure: .queue("dead")
            )
        ]
        let bench = try TestBench(d)
        try await bench.drain { pipeline in
            for i in 0..<4 {
                try await pipeline.transact(correlationID: "c\(i)") {
                    $0["t", "a", "\(i)"] = i == 2 ? ["bad": true] : ["n": .int(i)]
                }
            }
        }
        #expect(Set(seen.all) == ["INSERT c0", "INSERT c1", "INSERT c3"])
        let letter = try #require(
            try await BundledDeadLetterBroker(bench.pipeline).peek("dead", after: nil, limit: 10).first
        )
        let info = try JSON(parsing: letter.body)["DDBStreamBatchInfo"]
        #expect(info?["batchSize"] == 1 && info?["startSequenceNumber"] == info?["endSequenceNumber"])
        #expect(letter.correlationID == "c2")
    }

    @Test func aTrimmedPlaceIsSaid() async throws {
        let bench = try TestBench(definition())
        let pipeline = bench.pipeline
        try await pipeline.transact { $0["t", "a", "1"] = ["n": 1] }
        bench.clock.advance(by: .seconds(86_400))
        try await pipeline.keepTime(at: bench.clock.now())
        try await pipeline.transact { $0["t", "a", "1"] = ["n": 2] }
        let error = await #expect(throws: StreamError.self) {
            try await pipeline.iterator(.table("t"), .atSequenceNumber(StreamRecord.number(1)))
        }
        #expect(error?.code == .trimmed)
        _ = try await pipeline.iterator(.table("t"), .afterSequenceNumber(StreamRecord.number(1)))
    }
}
