import DeadLetters
import EventModel

/// The dead-letter side of a snapshot: queues and pages as the engine last answered, what is about to expire, tasks, audit.
@MainActor final class DeadLetterSource {
    /// Tasks kept for the screens.
    private static let taskLimit = 200

    private let engine: DeadLetterEngine
    private let queues = Slot<Bool, Result<[DeadLetterQueueSummary], Reason>>()
    private let pages = Slot<Set<DeadLetterPage>, [DeadLetterPage: [DeadLetter]]>()
    private let expiring = Slot<Bool, [String: ExpiringLetters]>()
    private let journal = Slot<Bool, [RedriveProgress]>()
    private let audit = Slot<Bool, AuditReading>()
    /// Tasks of this session, oldest first: what they last reported.
    private var own: [RedriveProgress] = []

    /// Why a broker did not answer, in words.
    struct Reason: Error { var text: String }

    init(_ engine: DeadLetterEngine) { self.engine = engine }

    /// What the journal knows, with the newest reports of this session's tasks; oldest first.
    var tasks: [RedriveProgress] {
        let mine = Dictionary(own.map { ($0.id, $0) }) { $1 }
        let known = (journal.answer?.value ?? []).reversed()
        let ids = Set(known.lazy.map(\.id))
        return (known.map { told($0, mine[$0.id]) } + own.filter { !ids.contains($0.id) }).suffix(Self.taskLimit)
    }

    /// Tasks that were not started in this session, by id.
    var elsewhere: Set<String> {
        Set((journal.answer?.value ?? []).lazy.map(\.id)).subtracting(own.lazy.map(\.id))
    }

    /// A task that has ended may still learn what became of its messages: the journal is asked later.
    private func told(_ kept: RedriveProgress, _ report: RedriveProgress?) -> RedriveProgress {
        guard let report else { return kept }
        return report.state.isRunning || kept.state.isRunning ? report : kept
    }

    /// What the engine has answered, and a start for whatever is wanted and not there.
    func view(_ interest: Interest, at now: Timestamp, _ done: @escaping @MainActor () -> Void) -> DeadLetterView {
        let engine = engine
        var view = DeadLetterView()
        view.available = true
        view.isReadOnly = engine.isReadOnly
        queues.want(true, stamp: nil, at: now, every: .seconds(1), done: done) { _ in
            do { return .success(try await engine.queues()) } catch { return .failure(Reason(text: "\(error)")) }
        }
        switch queues.answer?.value {
        case .success(let summaries):
            view.loaded = true
            view.queues = summaries.sorted { $0.queue.name < $1.queue.name }
        case .failure(let reason):
            view.failure = reason.text
        case nil:
            break
        }
        // Queues say when their next message expires: the messages are looked for only where that is soon.
        let isSoon = view.queues.contains { $0.queue.expires.map { $0 - now < PlanRequest.soon } ?? false }
        expiring.want(isSoon ? true : nil, stamp: nil, at: now, every: .seconds(15), done: done) { _ in
            try? await engine.expiring(within: PlanRequest.soon, atMost: DeadLetterView.mostExpiring)
        }
        if isSoon { view.expiring = expiring.answer?.value ?? [:] }
        let wanted = interest.deadLetters
        pages.want(wanted.isEmpty ? nil : wanted, stamp: nil, at: now, every: .seconds(1), done: done) { wanted in
            var found: [DeadLetterPage: [DeadLetter]] = [:]
            for page in wanted where !Task.isCancelled {
                // A queue that is gone or does not answer has no page; the list of queues says why.
                found[page] = try? await engine.messages(
                    page.queue,
                    group: page.group,
                    order: page.order,
                    after: page.after,
                    limit: page.limit
                )
            }
            return found
        }
        // Pages of a moment ago are better than none while others are fetched.
        view.pages = pages.answer?.value ?? [:]
        journal.want(true, stamp: nil, at: now, every: .seconds(2), done: done) { _ in try? await engine.tasks() }
        audit.want(interest.audit ? true : nil, stamp: nil, at: now, every: .seconds(2), done: done) { _ in
            try? await engine.history()
        }
        if interest.audit { view.audit = audit.answer?.value }
        return view
    }

    /// Takes note of a task's progress; what it has changed is asked for again when it ends.
    func note(_ progress: RedriveProgress) {
        if let i = own.firstIndex(where: { $0.id == progress.id }) {
            own[i] = progress
        } else {
            own.append(progress)
            if own.count > Self.taskLimit, let i = own.firstIndex(where: { !$0.state.isRunning }) {
                own.remove(at: i)
            }
        }
        if !progress.state.isRunning {
            queues.expire()
            pages.expire()
            expiring.expire()
            journal.expire()
            audit.expire()
        }
    }

    /// Stops whatever is being asked.
    func cancel() {
        queues.cancel()
        pages.cancel()
        expiring.cancel()
        journal.cancel()
        audit.cancel()
    }
}
