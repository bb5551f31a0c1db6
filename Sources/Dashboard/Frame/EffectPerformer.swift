import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// Does what effects ask for and answers. A search supersedes the one before it; tasks on dead letters go on until they end or
/// are cancelled.
@MainActor final class EffectPerformer {
    private let source: SnapshotSource
    private let terminal: any Terminal
    private let now: @Sendable () -> Timestamp
    var answer: @MainActor (Answer) -> Void = { _ in }
    private var find: Task<Void, Never>?
    private var tasks: [Int: Task<Void, Never>] = [:]
    private var number = 0

    init(source: SnapshotSource, terminal: any Terminal, now: @escaping @Sendable () -> Timestamp) {
        self.source = source
        self.terminal = terminal
        self.now = now
    }

    func perform(_ effect: Effect, filter: String) {
        switch effect {
        case .quit, .notice:
            break
        case .redraw:
            terminal.redraw()
        case .copy(let text):
            terminal.copy(text)
            answer(.notice(Notice(.information, "copied \(text.prefix(60))")))
        case .find(let request):
            look(request)
        case .export(let query):
            export(query)
        case .plan(let request):
            plan(request)
        case .redrive(let plan):
            guard let engine = source.engine else { return }
            run(plan.queue) { try await engine.redrive(plan, progress: $0) }
        case .discard(let queue, let ids):
            guard let engine = source.engine else { return }
            run(queue) { try await engine.discard(queue, ids, progress: $0) }
        case .cancel(let task):
            source.engine?.cancel(task)
        }
    }

    /// Stops searches, and tasks on dead letters between two batches; returns when those have given up their locks.
    func stop() async {
        find?.cancel()
        let running = Array(tasks.values)
        for task in running { task.cancel() }
        for task in running { await task.value }
    }

    private func look(_ request: FindRequest) {
        find?.cancel()
        let store = source.store.snapshot()
        find = Task.detached(priority: .userInitiated) { [weak self] in
            let found = store.find(request)
            if Task.isCancelled { return }
            await self?.answer(.found(request, found))
        }
    }

    private func export(_ query: String) {
        let store = source.store.snapshot()
        let now = now()
        Task.detached(priority: .utility) { [weak self] in
            let notice = await LogExport(store: store, query: query, now: now).run()
            await self?.answer(.notice(notice))
        }
    }

    private func plan(_ request: PlanRequest) {
        guard let engine = source.engine else {
            answer(.refused(request, "there is no broker to redrive with: only files are watched"))
            return
        }
        let now = now()
        keep { [weak self] in
            do {
                let selection: DeadLetterSelection
                switch request.selection {
                case .all: selection = .all
                case .ids(let ids): selection = .ids(ids)
                case .group(let fingerprint): selection = .group(fingerprint)
                case .query(let text):
                    let query = try Query(text, now: now)
                    selection = .matching(text) { query.matches($0.json) }
                }
                let plan = try await engine.plan(
                    request.queue,
                    selection,
                    to: request.destination,
                    rate: request.rate
                )
                await self?.answer(.planned(request, plan))
            } catch {
                await self?.answer(.refused(request, "\(error)"))
            }
        }
    }

    private func run(
        _ queue: String,
        _ work: @escaping @Sendable (@escaping @Sendable (RedriveProgress) -> Void) async throws -> RedriveProgress
    ) {
        // Reports come from the engine's side, in order; of those not yet read only the newest counts.
        let (reports, feed) = AsyncStream.makeStream(of: RedriveProgress.self, bufferingPolicy: .bufferingNewest(1))
        keep { [weak self] in
            let listening = Task { [weak self] in
                for await report in reports { await self?.note(report) }
            }
            do {
                let last = try await work { feed.yield($0) }
                feed.finish()
                await listening.value
                await self?.note(last)
            } catch {
                feed.finish()
                await listening.value
                await self?.answer(.notice(Notice(.error, "\(queue): \(error)")))
            }
        }
    }

    private func note(_ progress: RedriveProgress) {
        source.note(progress)
        answer(.progress(progress))
    }

    private func keep(_ work: @escaping @Sendable () async -> Void) {
        number += 1
        let key = number
        tasks[key] = Task.detached { [weak self] in
            await work()
            await self?.forget(key)
        }
    }

    private func forget(_ key: Int) { tasks[key] = nil }
}
