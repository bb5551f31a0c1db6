import DeadLetters
import EventModel
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A queue of as many dead letters as wanted, made up as they are asked for: it holds none.
private final class VastBroker: DeadLetterBroker {
    let traits = DeadLetterBrokerTraits(isTransactional: true, batch: 1_000)
    let count: Int
    let reads = Mutex((outlines: 0, letters: 0, largestPage: 0))
    let body = Array(repeating: UInt8(ascii: "x"), count: 1_000)
    init(count: Int) { self.count = count }

    private func outline(_ n: Int) -> DeadLetterOutline {
        DeadLetterOutline(
            id: id(n),
            source: orders,
            fingerprint: "cause-\(n % 50)",
            generation: n % 10 == 0 ? 3 : 0,
            died: Timestamp(seconds: 1_700_000_000) + .milliseconds(n),
            bytes: 1_000
        )
    }
    private func id(_ n: Int) -> String { "00000000-0000-4000-8000-" + String(1_000_000_000_000 + n).dropFirst() }
    private func letter(_ n: Int) -> DeadLetter {
        let outline = outline(n)
        return DeadLetter(
            id: outline.id,
            queue: "vast",
            source: orders,
            reason: "cause-\(n % 50)",
            died: outline.died,
            body: body
        )
    }
    private func number(_ id: String) -> Int { Int(id.suffix(12)) ?? 0 }
    private func page(_ request: DeadLetterRequest) -> Range<Int> {
        let start = request.after.map { number($0.id) + 1 } ?? 0
        return start..<min(count, start + request.limit)
    }

    func queues() -> [DeadLetterQueue] { [DeadLetterQueue(name: "vast", source: "orders", depth: count)] }
    func peek(_ request: DeadLetterRequest) -> [DeadLetter] {
        let page = page(request)
        reads.withLock { $0.letters += page.count }
        return page.map(letter)
    }
    func outlines(_ request: DeadLetterRequest) -> [DeadLetterOutline] {
        let page = page(request)
        reads.withLock {
            $0.outlines += page.count
            $0.largestPage = max($0.largestPage, page.count)
        }
        return page.map(outline)
    }
    func groups(_ queue: String) -> [DeadLetterGroup]? { nil }
    func letters(_ ids: [String], in queue: String) -> [DeadLetter] {
        reads.withLock { $0.letters += ids.count }
        return ids.map { letter(number($0)) }
    }
    func check(_ destination: DeadLetter.Destination) -> [String] { [] }
    func claim(_ ids: [String], in queue: String, for task: String, until: Timestamp) -> [String] { ids }
    func prolong(_ task: String, in queue: String, until: Timestamp) {}
    func release(_ task: String, in queue: String) {}
    func send(_ orders: [RedriveOrder], from queue: String) -> [SendResult] { orders.map { .moved($0.id) } }
    func delete(_ ids: [String], from queue: String, for task: String) -> [String] { ids }
    func sent(_ keys: [String]) -> [String: String] { [:] }
    func fates(_ sent: [SentLetter]) -> [Fate] { sent.map { _ in .unknown } }
    func buried(_ task: String, after: Int?, limit: Int) -> [BuriedLetter] { [] }
    func restore(_ numbers: [Int], of task: String) -> [RestoreResult] { numbers.map { _ in .gone } }
    func add(_ letters: [DeadLetter], to queue: String) -> [String] { [] }
}

@Suite struct VastQueueTests {
    /// The most memory that this process has used, in bytes.
    private var peak: Int {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return Int(usage.ru_maxrss) * 1_024
        #else
            getrusage(RUSAGE_SELF, &usage)
            return Int(usage.ru_maxrss)
        #endif
    }

    @Test func plansAMillionWithoutReadingThem() async throws {
        let broker = VastBroker(count: 1_000_000)
        let engine = DeadLetterEngine(broker: broker)
        let before = peak
        let plan = try await engine.plan("vast", .all)
        #expect(plan.ids.count == 900_000 && plan.quarantined == 100_000 && plan.bytes == 900_000_000)
        #expect(plan.groups.count == 20 && plan.groups.allSatisfy { $0.count == 20_000 })
        let reads = broker.reads.withLock { $0 }
        #expect(reads.outlines == 1_000_000 && reads.largestPage <= 1_000)
        // One of each group that is shown.
        #expect(reads.letters <= 20)
        // Ids of 36 bytes, 96 in memory, and an array that doubles; bodies alone would be a gigabyte. Other tests run at once.
        #expect(peak - before < 400_000_000)
    }

    @Test func redrivesAHundredThousandByTheBatch() async throws {
        let folder = TemporaryFolder()
        let engine = DeadLetterEngine(broker: VastBroker(count: 100_000), folder: folder.path)
        var options = RedriveOptions.quick
        options.cap = 9
        let reports = Mutex(0)
        let result = try await engine.redrive(try await engine.plan("vast", .all, options)) { _ in
            reports.withLock { $0 += 1 }
        }
        #expect(result.sent == 100_000 && result.state == .completed && reports.withLock { $0 } < 210)
    }
}
