import DeadLetters
import EventModel
import Synchronization
import Testing

/// Throws ``ProcessEnded`` when a step is passed the n-th time, once.
private final class Death<Step: Hashable & Sendable>: Sendable {
    private let step: Step
    private let left: Mutex<Int>
    private let isArmed: Mutex<Bool>
    init(_ step: Step, _ n: Int, isArmed: Bool = true) {
        self.step = step
        left = Mutex(n)
        self.isArmed = Mutex(isArmed)
    }

    func arm() { isArmed.withLock { $0 = true } }

    func pass(_ step: Step) throws {
        guard step == self.step, isArmed.withLock({ $0 }) else { return }
        let isNow = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isNow { throw ProcessEnded() }
    }
}

/// The process ends at a step; another one goes on over the same broker and folder. Then every message is counted by its id.
@Suite struct CrashTests {
    private static let queue = "payments-dlq"
    private static let count = 35
    static let kinds: [Kind] = [.transactional, .stepByStep, .remembering, .deduping]

    enum Kind: String, CaseIterable, Sendable {
        case transactional, stepByStep, remembering, deduping
        var traits: DeadLetterBrokerTraits {
            switch self {
            case .transactional: DeadLetterBrokerTraits(isTransactional: true, batch: 10)
            case .stepByStep, .remembering: DeadLetterBrokerTraits(isTransactional: false, batch: 20)
            case .deduping:
                DeadLetterBrokerTraits(isTransactional: false, dedupeWindow: .seconds(300), batch: 20)
            }
        }
        var remembersKeys: Bool { self == .transactional || self == .remembering }
        /// The steps that a redrive passes with such a broker: one transaction, or one by one.
        var edges: [StateEdge] {
            self == .transactional
                ? [.audited, .planned, .claimed, .committed, .journalled, .released, .ended]
                : StateEdge.allCases.filter { $0 != .committed }
        }
        /// A broker that knows of what it has sent does not know that it has not sent something.
        var isEverUncertain: Bool { self == .stepByStep || self == .remembering }
    }

    private func bench(_ kind: Kind, fault: @escaping InMemoryDeadLetterBroker.Fault = { _ in }) -> Bench {
        Bench(
            (0..<Self.count).map { letter($0) },
            traits: kind.traits,
            remembersKeys: kind.remembersKeys,
            fault: fault
        )
    }

    /// Resumes what was interrupted, or begins anew if nothing was written down, until nothing is left but what is uncertain.
    private func recover(_ bench: Bench, _ kind: Kind, plan: RedrivePlan, crashes: Int = 1) async throws {
        let engine = bench.another()
        let tasks = try await engine.tasks()
        #expect(tasks.count <= 1)
        if let task = tasks.first, !(task.state == .failed && task.notes.first?.contains("never written") == true) {
            if task.state != .completed {
                #expect(task.state == .interrupted && task.id == plan.id)
                let result = try await engine.resume(task.id) { _ in }
                #expect(result.state == .completed && result.remaining == 0 && result.failed == 0)
                #expect(result.uncertain == 0 || kind.isEverUncertain)
                #expect(
                    result.uncertain <= 10 * crashes && result.sent + result.uncertain + result.skipped == Self.count
                )
                #expect(try await bench.left().count == result.uncertain)
            }
            try checkNothingIsLost(bench, left: try await bench.left(), duplicates: 0)
            if let last = try await engine.tasks().first, last.uncertain > 0 {
                await #expect(throws: DeadLetterError.self) { try await engine.resume(last.id) { _ in } }
                let again = try await engine.resume(last.id, resendUncertain: true) { _ in }
                #expect(again.uncertain == 0 && again.sent == Self.count && again.state == .completed)
            }
        } else {
            let result = try await engine.redrive(plan) { _ in }
            #expect(result.sent == Self.count)
        }
        #expect(try await bench.left().isEmpty)
        // At most what was on its way when a process ended has gone twice.
        try checkNothingIsLost(bench, left: [], duplicates: kind.isEverUncertain ? 10 * crashes : 0)
        #expect(try await engine.history().isWhole)
        #expect(try await engine.tasks().allSatisfy { $0.state == .completed })
    }

    private func checkNothingIsLost(_ bench: Bench, left: [String], duplicates: Int) throws {
        let sent = bench.broker.sent
        let all = Set((0..<Self.count).map { letter($0).id })
        #expect(Set(sent.map(\.original.id)).union(left) == all)
        let byID = Dictionary(grouping: sent, by: \.original.id)
        #expect(sent.count - byID.count <= duplicates)
        #expect(byID.values.allSatisfy { Set($0.map(\.key)).count == 1 && Set($0.map(\.body)).count == 1 })
    }

    @Test(arguments: kinds, StateEdge.allCases)
    func endsAtAnEdge(_ kind: Kind, _ edge: StateEdge) async throws {
        for n in [1, 2, 4] {
            let bench = bench(kind)
            let death = Death(edge, n)
            let engine = bench.another(edge: { try death.pass($0) })
            let plan = try await engine.plan(Self.queue, .all, .quick)
            var hasDied = false
            do { _ = try await engine.redrive(plan) { _ in } } catch {
                #expect(error is ProcessEnded, "\(error)")
                hasDied = true
            }
            // Else the edge is proven by nobody.
            if n == 1 { #expect(hasDied == kind.edges.contains(edge)) }
            try await recover(bench, kind, plan: plan)
        }
    }

    /// The process that goes on ends too, at each step of its own, after the first has ended amid a batch.
    @Test(arguments: kinds, StateEdge.allCases)
    func endsWhileItGoesOn(_ kind: Kind, _ edge: StateEdge) async throws {
        for first in kind.edges where first != .audited && first != .planned && first != .ended {
            let bench = bench(kind)
            let death = Death(first, 1)
            let engine = bench.another(edge: { try death.pass($0) })
            let plan = try await engine.plan(Self.queue, .all, .quick)
            await #expect(throws: ProcessEnded.self) { try await engine.redrive(plan) { _ in } }
            let again = Death(edge, 1)
            let next = bench.another(edge: { try again.pass($0) })
            do { _ = try await next.resume(plan.id) { _ in } } catch { #expect(error is ProcessEnded, "\(error)") }
            // A batch may be in doubt after each of the two; the second one tells what was in doubt after the first.
            try await recover(bench, kind, plan: plan, crashes: 2)
        }
    }

    @Test(
        arguments: kinds,
        [InMemoryDeadLetterBroker.Step.claim, .claimed, .letters, .send, .hasSent, .delete, .deleted, .release, .check]
    )
    func endsInTheBroker(_ kind: Kind, _ step: InMemoryDeadLetterBroker.Step) async throws {
        for n in [1, 2, 4] {
            let death = Death(step, n, isArmed: false)
            let bench = bench(kind, fault: { try death.pass($0) })
            let plan = try await bench.engine.plan(Self.queue, .all, .quick)
            death.arm()
            do { _ = try await bench.engine.redrive(plan) { _ in } } catch {
                #expect(error is ProcessEnded, "\(error)")
            }
            try await recover(bench, kind, plan: plan)
        }
    }

    /// Ends again and again, at any edge, also while it goes on from the time before.
    @Test(arguments: kinds, 0..<8)
    func endsManyTimes(_ kind: Kind, _ seed: Int) async throws {
        var random = Chance(UInt64(seed))
        let bench = bench(kind)
        let plan = try await bench.engine.plan(Self.queue, .all, .quick)
        var crashes = 0
        for _ in 0..<40 {
            let death = Death(
                StateEdge.allCases.randomElement(using: &random) ?? .claimed,
                Int.random(in: 1...3, using: &random)
            )
            let engine = bench.another(edge: { try death.pass($0) })
            do {
                if try await engine.tasks().isEmpty {
                    _ = try await engine.redrive(plan) { _ in }
                } else {
                    _ = try await engine.resume(plan.id, resendUncertain: Bool.random(using: &random)) { _ in }
                }
            } catch is ProcessEnded { crashes += 1 } catch is DeadLetterError { break }
        }
        let engine = bench.another()
        if try await engine.tasks().first?.state != .completed { _ = try await engine.resume(plan.id) { _ in } }
        if try await engine.tasks().first?.uncertain ?? 0 > 0 {
            _ = try await engine.resume(plan.id, resendUncertain: true) { _ in }
        }
        #expect(try await bench.left().isEmpty)
        try checkNothingIsLost(bench, left: [], duplicates: kind.isEverUncertain ? 10 * (crashes + 1) : 0)
        #expect(try await engine.history().isWhole)
    }

    /// What was about to be sent by a task that ended in the middle is that task's to end: nobody else sends it, even when its
    /// locks have ended.
    @Test func nobodyElseTakesWhatIsOpen() async throws {
        let bench = bench(.stepByStep)
        let death = Death(StateEdge.confirmed, 1)
        let engine = bench.another(actor: "ana", edge: { try death.pass($0) })
        let plan = try await engine.plan(Self.queue, .all, .quick)
        await #expect(throws: ProcessEnded.self) { try await engine.redrive(plan) { _ in } }
        let other = bench.another(actor: "ben")
        for _ in 0..<2 {
            let plan = try await other.plan(Self.queue, .all, .quick)
            let refusal = await #expect(throws: DeadLetterError.self) { try await other.redrive(plan) { _ in } }
            #expect(refusal?.code == .locked)
            #expect(refusal?.message.contains("of ana when it ended in the middle: resume it first") == true)
            bench.clock.advance(by: .seconds(61))
        }
        // What was not on its way is free.
        let rest = try await other.plan(Self.queue, .ids((20..<Self.count).map { letter($0).id }), .quick)
        #expect(try await other.redrive(rest) { _ in }.sent == 15)
        let end = try await other.resume(plan.id) { _ in }
        #expect(end.sent == 20 && end.skipped == 15)
        try checkNothingIsLost(bench, left: [], duplicates: 0)
    }

    @Test func discardsAndUndoesGoOn() async throws {
        for edge in [StateEdge.planned, .deleted, .journalled, .ended] {
            for n in 1...3 {
                let bench = bench(.transactional)
                let death = Death(edge, n)
                let engine = bench.another(edge: { try death.pass($0) })
                do { _ = try await engine.purge(Self.queue, reason: "test") { _ in } } catch {
                    #expect(error is ProcessEnded)
                }
                let next = bench.another()
                let task = try #require(try await next.tasks().first)
                if task.state != .completed { _ = try await next.resume(task.id) { _ in } }
                let end = try #require(try await next.tasks().first)
                #expect(end.sent == Self.count && end.kind == .purge && end.skipped == 0)
                #expect(try await bench.left().isEmpty)
                let again = Death(StateEdge.journalled, n)
                let undoer = bench.another(edge: { try again.pass($0) })
                do { _ = try await undoer.undo(task.id) { _ in } } catch { #expect(error is ProcessEnded) }
                let undo = try #require(try await next.tasks().first)
                if undo.state != .completed { _ = try await next.resume(undo.id) { _ in } }
                #expect(try await bench.left() == (0..<Self.count).map { letter($0).id })
            }
        }
    }
}
