import DeadLetters
import EventModel
import Telemetry

/// Plans and tasks on dead letters.
extension EffectPerformer {
    func plan(_ request: PlanRequest) {
        guard let engine = source.engine else {
            answer(.refused(request, "there is no broker to redrive with: only files are watched"))
            return
        }
        let now = now()
        keep { [weak self] in
            do {
                let selection = try Self.selection(request, now)
                let plan = try await engine.plan(request.queue, selection, request.options)
                await self?.answer(.planned(request, plan))
            } catch {
                await self?.answer(.refused(request, "\(error)"))
            }
        }
    }

    private nonisolated static func selection(_ request: PlanRequest, _ now: Timestamp) throws -> DeadLetterSelection {
        switch request.selection {
        case .all: return .all
        case .ids(let ids): return .ids(ids)
        case .group(let fingerprint): return .group(fingerprint)
        case .query(let text):
            let query = try Query(text, now: now)
            return .matching(text) { query.matches($0.json) }
        case .expiring: return .expiring(before: now + PlanRequest.soon)
        }
    }

    func changes(_ plan: RedrivePlan) {
        guard let engine = source.engine else { return }
        keep { [weak self] in
            do {
                await self?.answer(.changes(plan: plan.id, try await engine.changes(plan)))
            } catch {
                await self?.answer(.noChanges(plan: plan.id, "\(error)"))
            }
        }
    }

    /// Where it cannot be told, what was known before is the answer.
    func outcome(_ task: RedriveProgress) {
        guard let engine = source.engine else { return }
        keep { [weak self] in
            await self?.answer(.outcome((try? await engine.outcome(task.id)) ?? task))
        }
    }

    /// Asks a task to stop, in whichever process it runs.
    func cancel(_ task: String) {
        guard let engine = source.engine else { return }
        keep { [weak self] in
            do {
                switch try engine.cancel(task) {
                case .stopping, .takenBack: break
                case .asked:
                    await self?.answer(.notice(Notice(.information, "its process was asked to stop after this batch")))
                case .nothing: await self?.answer(.notice(Notice(.information, "this task does not run")))
                }
            } catch {
                await self?.answer(.notice(Notice(.error, "not stopped: \(error)")))
            }
        }
    }

    /// Runs scheduled tasks when they are due, until the dashboard is left.
    package func attend() {
        guard let engine = source.engine, !engine.isReadOnly else { return }
        let (reports, feed) = AsyncStream.makeStream(of: RedriveProgress.self, bufferingPolicy: .bufferingNewest(64))
        keep { [weak self] in
            let listening = Task { [weak self] in
                for await report in reports { await self?.note(report) }
            }
            await engine.attend { feed.yield($0) }
            feed.finish()
            await listening.value
        }
    }

    /// What to say of a task before its first report; its id comes with that.
    func starting(_ kind: RedriveProgress.Kind, _ queue: String, _ selected: Int) -> RedriveProgress {
        RedriveProgress(
            id: "\(kind.rawValue) \(nextNumber())",
            queue: queue,
            selected: selected,
            state: .planned,
            kind: kind
        )
    }

    typealias Work =
        @Sendable (DeadLetterEngine, @escaping @Sendable (RedriveProgress) -> Void) async throws -> RedriveProgress

    /// Runs a task on dead letters and passes on how it goes, its end exactly once.
    ///
    /// - Parameter start: what to say of it if it fails before its first report.
    func run(_ start: RedriveProgress, _ work: @escaping Work) {
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
}
