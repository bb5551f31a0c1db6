import DeadLetters
import EventModel
import Synchronization
import Testing

@Suite struct BrowseTests {
    private let timeout = ErrorInfo(type: "Timeout", message: "gateway silent for 3000 ms")

    @Test func groupsByCause() async throws {
        let bench = Bench((0..<5).map { letter($0) } + (5..<7).map { letter($0, error: timeout) })
        let queues = try await bench.engine.queues()
        #expect(queues.map(\.queue.name) == ["payments-dlq", "uploads-dlq"])
        let groups = queues[0].groups
        #expect(groups.map(\.error) == ["CardDeclined: card ending # declined", "Timeout: gateway silent for # ms"])
        #expect(groups.map(\.count) == [5, 2])
        #expect(groups[1].first == letter(5).died && groups[1].last == letter(6).died)
        #expect(groups.allSatisfy { $0.trend.reduce(0, +) == $0.count && $0.trend.count <= 24 })
        #expect(queues[1].groups.isEmpty)
    }

    @Test func trendsRunFromTheFirstDeathToNow() async throws {
        let bench = Bench([letter(0), letter(500_000), letter(999_999)])
        var trend = try await bench.engine.queues()[0].groups[0].trend
        #expect(trend.first == 1 && trend.last == 1 && trend.reduce(0, +) == 3)
        #expect(trend.count >= 12)
        bench.clock.advance(by: .seconds(10_000))
        trend = try await bench.engine.queues()[0].groups[0].trend
        #expect(trend.count >= 12 && trend.count <= 24)
        #expect(trend.first == 3 || trend.prefix(3).reduce(0, +) == 3)
    }

    @Test func seesWhatComesAndGoes() async throws {
        let bench = Bench((0..<150).map { letter($0) })
        #expect(try await bench.engine.queues()[0].groups.map(\.count) == [150])
        bench.broker.add([letter(200, error: timeout)])
        #expect(try await bench.engine.queues()[0].groups.map(\.count) == [150, 1])
        // One from the middle leaves, another comes: the depth tells nothing.
        _ = try await bench.broker.delete([letter(70).id], from: "payments-dlq", for: "x")
        bench.broker.add([letter(201, error: timeout)])
        #expect(try await bench.engine.queues()[0].groups.map(\.count) == [149, 2])
        _ = try await bench.broker.delete((0..<150).map { letter($0).id }, from: "payments-dlq", for: "x")
        #expect(try await bench.engine.queues()[0].groups.map(\.count) == [2])
    }

    @Test func countsOnlyWhatIsNew() async throws {
        let peeks = Mutex(0)
        let bench = Bench((0..<1_000).map { letter($0) }, fault: { if $0 == .peek { peeks.withLock { $0 += 1 } } })
        _ = try await bench.engine.queues()
        #expect(peeks.withLock { $0 } == 10)
        _ = try await bench.engine.queues()
        #expect(peeks.withLock { $0 } == 11)
    }

    @Test func pagesThroughAGroup() async throws {
        let bench = Bench((0..<1_000).map { letter($0, error: $0 % 10 == 0 ? timeout : nil) })
        let group = try #require(try await bench.engine.queues()[0].groups.last)
        #expect(group.count == 100)
        var found: [DeadLetter] = []
        while true {
            let page = try await bench.engine.messages(
                "payments-dlq",
                group: group.fingerprint,
                after: found.last.map { DeadLetterCursor(at: $0.died, id: $0.id) },
                limit: 30
            )
            if page.isEmpty { break }
            found += page
        }
        #expect(found.map(\.id) == stride(from: 0, to: 1_000, by: 10).map { letter($0).id })
        #expect(try await bench.engine.messages("payments-dlq", limit: 3).map(\.id) == (0..<3).map { letter($0).id })
        await #expect(throws: DeadLetterError.self) { try await bench.engine.messages("nope") }
        await #expect(throws: DeadLetterError.self) { try await bench.engine.messages("nope", group: "x") }
    }

    /// Many causes: the memory for groups is bounded, and the rest can still be selected.
    @Test func boundsTheCausesItTellsApart() async throws {
        let words = (0..<1_200).map { n in String(n, radix: 16).map { "ghijklmnopqrstuv"[$0] }.joined() }
        let bench = Bench(
            words.enumerated().map { letter($0.offset, error: ErrorInfo(type: "E", message: $0.element)) }
        )
        let groups = try await bench.engine.queues()[0].groups
        #expect(groups.count == 1_001)
        #expect(groups[0].error == "other causes" && groups[0].count == 200)
        let plan = try await bench.engine.plan("payments-dlq", .group(groups[0].fingerprint))
        #expect(plan.ids == (1_000..<1_200).map { letter($0).id })
        let first = try await bench.engine.messages("payments-dlq", group: groups[0].fingerprint, limit: 150)
        let rest = try await bench.engine.messages(
            "payments-dlq",
            group: groups[0].fingerprint,
            after: first.last.map { DeadLetterCursor(at: $0.died, id: $0.id) },
            limit: 150
        )
        #expect((first + rest).map(\.id) == plan.ids)
    }

    /// Ends although a message dies for each that is read.
    @Test func endsOnAQueueThatGrowsWhileItIsRead() async throws {
        let feed = Mutex<(InMemoryDeadLetterBroker?, Int)>((nil, 1_000))
        let bench = Bench(
            (0..<300).map { letter($0) },
            fault: { step in
                guard step == .peek else { return }
                let (broker, n) = feed.withLock { feed in
                    feed.1 += 200
                    return (feed.0, feed.1)
                }
                broker?.add((n..<n + 200).map { letter($0) })
            }
        )
        feed.withLock { $0.0 = bench.broker }
        #expect(try await bench.engine.plan("payments-dlq", .all).ids.count == 300)
    }
}

extension String {
    fileprivate subscript(_ digit: Character) -> String {
        let place = digit.hexDigitValue ?? 0
        return String(self[index(startIndex, offsetBy: place)])
    }
}
