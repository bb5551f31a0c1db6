import DeadLetters
package import EventModel
import Telemetry
package import TerminalUI

/// Does what effects ask for and answers. A search supersedes the one before it; tasks on dead letters go on until they end or
/// are cancelled.
@MainActor package final class EffectPerformer {
    let source: SnapshotSource
    let terminal: any Terminal
    private let exports: String
    let now: @Sendable () -> Timestamp
    /// The command that edits a file.
    let editor: String
    /// Called with each answer, in order.
    package var answer: @MainActor (Answer) -> Void = { _ in }
    private var find: Task<Void, Never>?
    private var tasks: [Int: Task<Void, Never>] = [:]
    private var number = 0
    /// What the pipeline's desk was asked for last.
    var lastCommand: Task<Void, Never>?

    /// - Parameters:
    ///   - exports: the directory that exports are written to; empty is the working directory.
    ///   - editor: the shell command that edits a file; nil: what the environment says.
    package init(
        source: SnapshotSource,
        terminal: any Terminal,
        exports: String = "",
        editor: String? = nil,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.exports = exports
        self.editor = editor ?? BodyFile.editor
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
        case .plan(let request): plan(request)
        case .changes(let plan): changes(plan)
        case .outcome(let task): outcome(task)
        case .redrive(let plan):
            let start = RedriveProgress(id: plan.id, queue: plan.queue, selected: plan.ids.count, state: .planned)
            run(start) { engine, report in try await engine.redrive(plan, progress: report) }
        case .discard(let queue, let ids, let kind):
            run(starting(kind, queue, ids.count)) { engine, report in
                try await engine.discard(queue, ids, kind: kind, progress: report)
            }
        case .purge(let queue, let depth):
            run(starting(.purge, queue, depth)) { engine, report in try await engine.purge(queue, progress: report) }
        case .undo(let task):
            run(starting(.undo, task.queue, task.sent)) { engine, report in
                try await engine.undo(task.id, progress: report)
            }
        case .resume(let task, let resends):
            run(task) { engine, report in
                try await engine.resume(task.id, resendUncertain: resends, progress: report)
            }
        case .edit(let request): edit(request)
        case .cancel(let task): cancel(task)
        case .perform(let command): perform(command)
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

    @discardableResult
    func keep(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        number += 1
        let key = number
        let task = Task.detached { [weak self] in
            await work()
            await self?.forget(key)
        }
        tasks[key] = task
        return task
    }

    private func forget(_ key: Int) { tasks[key] = nil }

    func nextNumber() -> Int {
        number += 1
        return number
    }
}
