import EventModel

/// The pipeline's side of a snapshot: its parts and one execution, as the desk last answered.
@MainActor final class PipelineSource {
    /// Parts, and when they were asked for.
    private struct Reading: Sendable { var parts: PipelineParts, at: Timestamp }
    /// Why the desk did not answer, in words.
    private struct Reason: Error { var text: String }

    let desk: any PipelineDesk
    private let parts = Slot<Bool, Result<Reading, Reason>>()
    private let execution = Slot<String, Result<ExecutionPath?, Reason>>()
    /// The last parts that came: a desk that fails once does not empty the screen.
    private var last: Reading?
    private var trend = PipelineTrend()

    init(_ desk: any PipelineDesk) { self.desk = desk }

    /// What the desk has answered, and a start for whatever is wanted and not there.
    func view(_ interest: Interest, at now: Timestamp, _ done: @escaping @MainActor () -> Void) -> PipelineView {
        let desk = desk
        var view = PipelineView()
        view.available = true
        view.isReadOnly = desk.isReadOnly
        let wanted = interest.pipeline || interest.execution != nil
        parts.want(wanted ? true : nil, stamp: nil, at: now, every: .seconds(1), done: done) { _ in
            do { return .success(Reading(parts: try await desk.parts(), at: now)) } catch {
                return .failure(Reason(text: "\(error)"))
            }
        }
        switch parts.answer?.value {
        case .success(let reading):
            if reading.at != last?.at { trend.note(reading.parts, at: reading.at) }
            last = reading
        case .failure(let reason): view.failure = reason.text
        case nil: break
        }
        if let last {
            view.loaded = true
            view.parts = last.parts
            view.trend = trend
        }
        execution.want(interest.execution, stamp: nil, at: now, every: .seconds(1), done: done) { id in
            do { return .success(try await desk.execution(id)) } catch { return .failure(Reason(text: "\(error)")) }
        }
        if let id = interest.execution {
            switch execution.value(for: id) {
            case .success(let path?): view.execution = path
            case .success(nil): view.missingExecution = id
            case .failure(let reason): view.failure = view.failure ?? reason.text
            case nil: break
            }
        }
        return view
    }

    /// Something was done: whatever is asked for is asked for again at once.
    func expire() {
        parts.expire()
        execution.expire()
    }

    /// Stops whatever is being asked.
    func cancel() {
        parts.cancel()
        execution.cancel()
    }
}
