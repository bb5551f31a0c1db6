import EventModel

/// Somebody has asked the process that runs a task to stop it: a small file beside the task's journal, which that process looks for
/// between two batches, and removes when the task has ended.
struct StopRequest: Hashable, Sendable {
    var actor: String

    static func name(of journal: String) -> String { journal + ".stop" }
}

extension RedriveJournal {
    /// Asks the process that runs a task to stop it; it is on disk when this returns.
    func askToStop(_ task: String, _ request: StopRequest) throws {
        try store.replace(StopRequest.name(of: name(task)), with: Array(request.actor.utf8))
    }

    func isAskedToStop(_ task: String) throws -> Bool { try store.read(StopRequest.name(of: name(task))) != nil }
}

extension TaskLog {
    /// What somebody has asked for, here or elsewhere, since the task was taken.
    var stopRequest: StopRequest? {
        guard let bytes = try? store.read(StopRequest.name(of: name)) else { return nil }
        return StopRequest(actor: String(decoding: bytes, as: UTF8.self))
    }

    /// Forgets what was asked for: it was heard, or meant an earlier run of the task.
    func forgetStopRequest() { try? store.remove(StopRequest.name(of: name)) }
}
