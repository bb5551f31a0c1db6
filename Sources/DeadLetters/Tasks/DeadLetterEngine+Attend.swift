import EventModel
import Synchronization

extension DeadLetterEngine {
    /// Between two looks at the scheduled tasks.
    static let attendEvery = Duration.seconds(1)
    private static let attendantName = "attendant.lock"

    /// Runs scheduled tasks when they are due, side by side, whichever process has written them down, until the Swift task is
    /// cancelled; then waits until the tasks it runs have stopped. One process attends at a time: the others wait for its end.
    package func attend(progress report: @escaping Report) async {
        guard !isReadOnly else { return }
        var held: (any RecordFile)?
        defer { held?.close() }
        await withTaskGroup(of: Void.self) { group in
            while !Task.isCancelled {
                if held == nil { held = try? journal.store.open(Self.attendantName) }
                if held != nil {
                    for task in await dueTasks() {
                        group.addTask { await self.start(task, report) }
                    }
                }
                do { try await sleep(Self.attendEvery) } catch { break }
            }
            group.cancelAll()
        }
    }

    private func dueTasks() async -> [String] {
        guard let summaries = try? journal.summaries() else { return [] }
        var due: [String] = []
        for summary in summaries.reversed() where summary.progress.state == .scheduled {
            guard state.withLock({ $0.running[summary.header.task] == nil }) else { continue }
            switch summary.header.options.start {
            case .now: due.append(summary.header.task)
            case .at(let instant): if now() >= instant { due.append(summary.header.task) }
            case .after(let type):
                if await marker(type, summary.header.frozen) { due.append(summary.header.task) }
            }
        }
        return due
    }

    private func start(_ task: String, _ report: @escaping Report) async {
        // Another may have it, or it was cancelled in this moment.
        guard let (log, record) = try? journal.take(task) else { return }
        guard record.progress.state == .scheduled else { return log.close() }
        do {
            let notes = try await resolve(record.header.options.destination, [])
            try self.record(.redrive, record.header, detail: "scheduled, and due")
            try pass(.audited)
            _ = try await run(log, record, notes: notes, how: .attend, report)
        } catch is ProcessEnded {
            log.close()
        } catch {
            // What `run` refuses it has written down itself.
            guard (try? journal.read(task))?.progress.state == .scheduled else { return log.close() }
            var progress = record.progress
            progress.notes.append("\(error)")
            _ = try? finish(log, record.header, progress, .failed, report)
        }
    }
}
