import EventModel
import Testing

@testable import Pipeline

/// Payloads that are encrypted where they lie, and the key that they need.
@Suite struct EncryptionTests {
    private static let secret = "the-customers-secret-0341"
    private static let key = try! PayloadKey(String(repeating: "0a1B", count: 16))
    private static let other = try! PayloadKey(String(repeating: "ff", count: 32))

    /// A definition in which a secret passes every place where a payload lies.
    private static func definition(_ seen: Record<String>) throws -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(name: "in", redrivePolicy: .init(deadLetterQueue: "dead", maxReceiveCount: 1)),
            QueueDefinition(name: "dead"), QueueDefinition(name: "parked"),
        ]
        d.streams = [StreamDefinition(name: "ticks")]
        d.buckets = ["b"]
        d.functions = [
            FunctionDefinition(name: "work", service: "s") { payload, context in
                let body = payload["Records"]?.array?.first?["body"]?.string ?? ""
                try await context.transact { $0["items", "k"] = ["secret": .string(secret)] }
                seen.add(try await context.item("k", in: "items")?["secret"]?.string ?? "")
                _ = try await context.put(Array(secret.utf8), partitionKey: "p", on: "ticks")
                try await context.put(Array(secret.utf8), key: "o", in: "b")
                seen.add(String(decoding: try await context.object("o", in: "b"), as: UTF8.self))
                seen.add(body)
                throw ErrorInfo(type: "Down", message: "always")
            },
            FunctionDefinition(name: "async", service: "s") { payload, _ in
                seen.add(payload["detail"]?["secret"]?.string ?? "")
                return .null
            },
            FunctionDefinition(name: "task", service: "s") { payload, _ in
                seen.add(payload["secret"]?.string ?? "")
                return payload
            },
        ]
        d.mappings = [EventSourceMapping(queue: "in", function: "work")]
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["detail-type": ["T"]],
                targets: [
                    .init(id: "q", .queue("in")), .init(id: "p", .queue("parked")), .init(id: "f", .function("async")),
                ]
            )
        ]
        d.stateMachines = [
            try StateMachineDefinition(
                name: "m",
                definition: [
                    "StartAt": "Task",
                    "States": [
                        "Task": ["Type": "Task", "Resource": "function:task", "Next": "Wait"],
                        "Wait": ["Type": "Wait", "Seconds": 1_000_000, "End": true],
                    ],
                ]
            )
        ]
        return d
    }

    private func bytes(below folder: String) -> [UInt8] {
        TestFolder.list(folder).reduce(into: []) { all, name in
            let path = folder + "/" + name
            all += TestFolder.list(path).isEmpty ? TestFolder.read(path) : bytes(below: path)
        }
    }

    private func has(_ text: String, _ bytes: [UInt8]) -> Bool {
        var place = bytes.startIndex
        let wanted = Array(text.utf8)
        while let i = bytes[place...].firstIndex(of: wanted[0]) {
            if bytes[i...].starts(with: wanted) { return true }
            place = i + 1
        }
        return false
    }

    /// Everything that happens to a secret, and that the handlers saw it; the folder it lies in.
    private func run(_ key: PayloadKey?) async throws -> TestFolder {
        let seen = Record<String>()
        let bench = try TestBench(try Self.definition(seen)) { $0.encryptionKey = key }
        try await bench.pipeline.running {
            let inbox = Inbox(bench.pipeline.journal)
            _ = try await inbox.publish(
                source: "s",
                type: "T",
                data: ["secret": .string(Self.secret)],
                at: bench.clock.now()
            )
            bench.pipeline.scheduler.ring()
            try await bench.pipeline.executionDesk.start("m", ["secret": .string(Self.secret)], name: "e")
            await bench.pipeline.settle()
            bench.clock.advance(by: .seconds(60))
            await bench.pipeline.settle()
        }
        #expect(Set(seen.all.map { $0.contains(Self.secret) }) == [true], "\(seen.all)")
        let broker = BundledDeadLetterBroker(bench.pipeline)
        let letter = try #require(try await broker.peek(DeadLetterRequest(queue: "dead", limit: 10)).first)
        #expect(String(decoding: letter.body, as: UTF8.self).contains(Self.secret))
        #expect(
            try await bench.pipeline.executionDesk.history("arn:tailrace:states:local:000000000000:execution:m:e").count
                > 3
        )
        #expect(try await bench.pipeline.items(in: "items").first?.value == ["secret": .string(Self.secret)])
        bench.pipeline.close()
        return bench.folder
    }

    @Test func nothingOfItCanBeReadInTheFiles() async throws {
        for key in [nil, Self.key] {
            let folder = try await run(key)
            // Without a key it lies open: the test looks in the right place.
            #expect(has(Self.secret, bytes(below: folder.path)) == (key == nil))
        }
    }

    @Test func aWrongOrMissingKeyIsToldAndLosesNothing() async throws {
        let folder = try await run(Self.key)
        for key in [Self.other, nil] {
            let error = #expect(throws: JournalError.self) { try Journal(directory: folder.path, key: key) }
            #expect(
                error?.code == .key && error?.message.contains(Self.key.id) == true,
                "\(error.map { "\($0)" } ?? "")"
            )
            if key != nil { #expect(error?.message.contains(Self.other.id) == true) }
        }
        let journal = try Journal(directory: folder.path, key: Self.key)
        #expect(try await journal.read { db in try db.integer("SELECT count(*) FROM messages") } == 2)
    }

    @Test func whatLayOpenBeforeIsReadStill() async throws {
        let folder = try await run(nil)
        let seen = Record<String>()
        let bench = try TestBench(try Self.definition(seen), in: folder, clock: ManualClock()) {
            $0.encryptionKey = Self.key
        }
        #expect(try await bench.pipeline.item("k", in: "items") == ["secret": .string(Self.secret)])
        #expect(try await bench.pipeline.object("o", in: "b") == Array(Self.secret.utf8))
        let letters = try await BundledDeadLetterBroker(bench.pipeline).peek(
            DeadLetterRequest(queue: "dead", limit: 10)
        )
        #expect(letters.count == 1 && String(decoding: letters[0].body, as: UTF8.self).contains(Self.secret))
    }

    @Test func aDamagedPayloadIsAnErrorAndNotAText() throws {
        let sealed = try Self.key.seal(Array(Self.secret.utf8))
        #expect(try Self.key.open(sealed) == Array(Self.secret.utf8))
        #expect(try Self.key.open([]) == [] && Self.key.open([0, 1, 2]) == [0, 1, 2])
        for i in [4, 12, sealed.count - 1] {
            var damaged = sealed
            damaged[i] ^= 1
            #expect(throws: JournalError.self) { try Self.key.open(damaged) }
        }
        #expect(throws: JournalError.self) { try Self.key.open(Array(sealed.prefix(9))) }
        #expect(throws: JournalError.self) { try Self.other.open(sealed) }
        #expect(try Self.key.seal([1]) != Self.key.seal([1]))
    }

    @Test(arguments: ["", "abc", String(repeating: "0", count: 63), String(repeating: "g", count: 64), "AAAA"])
    func aMalformedKeyIsRefused(_ text: String) {
        let error = #expect(throws: JournalError.self) { try PayloadKey(text) }
        #expect(error?.code == .key && error?.message.contains("openssl") == true)
    }

    @Test func aKeyComesInTwoForms() throws {
        let hexadecimal = try PayloadKey(" " + String(repeating: "00", count: 32) + "\n")
        let base64 = try PayloadKey(String(repeating: "A", count: 43) + "=")
        #expect(hexadecimal.id == base64.id && hexadecimal.id.count == 8)
    }
}
