import EventModel
import Synchronization

extension DeadLetterEngine {
    /// How long a batch's locks hold if nobody gives them up.
    static let lease = Duration.seconds(60)
    /// Messages that are discarded at once.
    static let discardBatch = 100

    /// Runs a plan; reports progress as it goes, the last report included. Cancelling the task, or ``cancel(_:)``,
    /// stops it between two batches: what was sent stays sent, the rest stays in the dead-letter queue. An error of the
    /// broker ends it in the state `failed` with the reason among the notes; what was confirmed until then counts.
    ///
    /// - Throws: ``DeadLetterError`` if nothing could be started: no such queue or destination, or the plan is already
    ///   being run.
    package func redrive(
        _ plan: RedrivePlan,
        progress: @escaping @Sendable (RedriveProgress) -> Void
    ) async throws -> RedriveProgress {
        _ = try await depth(plan.queue)
        var notes: [String] = []
        // Before anything is claimed. A source that is gone is the broker's to refuse, message by message.
        if let override = plan.override {
            try await broker.check(override)
        } else {
            for destination in plan.destinations.keys.sorted(by: { $0.description < $1.description }) {
                do { try await broker.check(destination) } catch {
                    if plan.destinations.count == 1 { throw error }
                    notes.append("\(error)")
                }
            }
        }
        let task = RedriveTask(
            id: plan.id,
            queue: plan.queue,
            ids: plan.ids,
            rate: plan.rate,
            batch: Pacer.batch(rate: plan.rate),
            notes: notes,
            kind: .redrive
        )
        return try await run(task, progress) { [broker] ids in
            let orders = ids.map {
                RedriveOrder(
                    id: $0,
                    destination: plan.override,
                    task: plan.id,
                    key: redriveKey(queue: plan.queue, id: $0, generation: plan.generations[$0] ?? 0)
                )
            }
            return try await broker.redrive(orders, from: plan.queue)
        }
    }

    /// Removes the selection for good; `sent` counts what was removed. Stops and fails as a redrive does.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    package func discard(
        _ queue: String,
        _ ids: [String],
        progress: @escaping @Sendable (RedriveProgress) -> Void
    ) async throws -> RedriveProgress {
        _ = try await depth(queue)
        let id = self.ids()
        let task = RedriveTask(
            id: id,
            queue: queue,
            ids: ids,
            rate: nil,
            batch: Self.discardBatch,
            notes: [],
            kind: .discard
        )
        return try await run(task, progress) { [broker] ids in
            let removed = Set(try await broker.delete(ids, from: queue, for: id))
            return ids.map {
                removed.contains($0) ? .sent($0) : .skipped("it was gone or locked when it was to be removed")
            }
        }
    }

    private func run(
        _ task: RedriveTask,
        _ report: @escaping @Sendable (RedriveProgress) -> Void,
        _ perform: @escaping @Sendable ([String]) async throws -> [RedriveResult]
    ) async throws -> RedriveProgress {
        let isNew = state.withLock { $0.running.updateValue(false, forKey: task.id) == nil }
        guard isNew else {
            throw DeadLetterError(.unavailable, "task \(task.id) is running already; wait for it or cancel it")
        }
        // A task of its own: cancelling must not reach into a batch that the broker is at.
        let work = Task { await batches(task, report, perform) }
        let result = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            cancel(task.id)
        }
        state.withLock { $0.running[task.id] = nil }
        return result
    }

    private func batches(
        _ task: RedriveTask,
        _ report: @Sendable (RedriveProgress) -> Void,
        _ perform: ([String]) async throws -> [RedriveResult]
    ) async -> RedriveProgress {
        var task = task
        var pacer = task.rate.map { Pacer(rate: $0, start: now()) }
        report(task.progress)
        var end = RedriveProgress.State.completed
        while let ids = task.nextBatch() {
            if await waitCancelled(pacer?.delay(now: now()) ?? .zero, task.id) {
                end = .cancelled
                break
            }
            do {
                let claimed = try await broker.claim(ids, in: task.queue, for: task.id, until: now() + Self.lease)
                let mine = task.claimed(claimed, of: ids)
                if !mine.isEmpty {
                    pacer?.take(mine.count, now: now())
                    task.finished(try await perform(mine), of: mine)
                }
            } catch {
                task.note("stopped: \(error)")
                end = .failed
                break
            }
            if isCancelled(task.id), task.progress.remaining > 0 { task.progress.state = .cancelling }
            report(task.progress)
        }
        do { try await broker.release(task.id, in: task.queue) } catch {
            task.note(
                "locks could not be given up and end by themselves within \(Self.lease.components.seconds) s: \(error)"
            )
        }
        task.progress.state = end
        report(task.progress)
        return task.progress
    }

    private func isCancelled(_ task: String) -> Bool { state.withLock { $0.running[task] ?? true } }

    /// Waits, and answers whether the task has been asked to stop meanwhile. Waits in pieces, so that a stop is soon
    /// heard.
    private func waitCancelled(_ duration: Duration, _ task: String) async -> Bool {
        var left = duration
        while left > .zero, !isCancelled(task) {
            let piece = min(left, .milliseconds(100))
            do { try await sleep(piece) } catch { return true }
            left -= piece
        }
        return isCancelled(task)
    }
}
