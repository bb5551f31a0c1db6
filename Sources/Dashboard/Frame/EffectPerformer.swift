import DeadLetters
package import EventModel
import Telemetry
package import TerminalUI

/// Does what effects ask for and answers. A search supersedes the one before it; tasks on dead letters go on until they end or
/// are cancelled.
@MainActor package final class EffectPerformer {
    private let source: SnapshotSource
    private let terminal: any Terminal
    private let exports: String
    private let now: @Sendable () -> Timestamp
    /// Called with each answer, in order.
    package var answer: @MainActor (Answer) -> Void = { _ in }
    private var find: Task<Void, Never>?
    private var tasks: [Int: Task<Void, Never>] = [:]
    private var number = 0

    /// - Parameter exports: the directory that exports are written to; empty is the working directory.
    package init(
        source: SnapshotSource,
        terminal: any Terminal,
        exports: String = "",
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.exports = exports
        self.source = source
        self.terminal = terminal
        self.now = now
    }

    /// Starts what an effect asks for.
    package func perform(_ effect: Effect) {
        switch effect {
        case .quit, .notice:
            // The frame's.
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
            let start = RedriveProgress(id: plan.id, queue: plan.queue, selected: plan.ids.count, state: .planned)
            run(start) { engine, report in try await engine.redrive(plan, progress: report) }
        case .discard(let queue, let ids):
            number += 1
            let start = RedriveProgress(
                id: "discard \(number)",
                queue: queue,
                selected: ids.count,
                state: .planned,
                kind: .discard
            )
            run(start) { engine, report in try await engine.discard(queue, ids, progress: report) }
        case .cancel(let task):
            source.engine?.cancel(task)
        }
    }

    /// Stops searches, and tasks on dead letters between two batches; returns when those have given up their locks.
    package func stop() async {
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
        let export = LogExport(store: store, query: query, now: now(), directory: exports)
        Task.detached(priority: .utility) { [weak self] in
            let notice = await export.run()
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

    private typealias Work =
        @Sendable (DeadLetterEngine, @escaping @Sendable (RedriveProgress) -> Void) async throws -> RedriveProgress

    /// Runs a task on dead letters and passes on how it goes, its end exactly once.
    ///
    /// - Parameter start: what to say of it if it fails before its first report.
    private func run(_ start: RedriveProgress, _ work: @escaping Work) {
        guard let engine = source.engine else {
            answer(.notice(Notice(.error, "there is no broker to ask: only files are watched")))
            return
        }
        // Reports come from the engine's side, in order; of those not yet read only the newest counts.
        let (reports, feed) = AsyncStream.makeStream(of: RedriveProgress.self, bufferingPolicy: .bufferingNewest(1))
        keep { [weak self] in
            let listening = Task { [weak self] in
                var last: RedriveProgress?
                for await report in reports {
                    last = report
                    // The end is told below, when the task has given up its locks.
                    if report.state.isRunning { await self?.note(report) }
                }
                return last
            }
            do {
                let last = try await work(engine) { feed.yield($0) }
                feed.finish()
                _ = await listening.value
                await self?.note(last)
            } catch {
                feed.finish()
                var last = await listening.value ?? start
                last.state = .failed
                last.notes.append("\(error)")
                await self?.note(last)
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
