import EventModel

/// What a task begins with, or goes on with.
struct TaskStart: Sendable {
    var progress: RedriveProgress
    var schedule: RunSchedule
    /// Places of messages that went before and that others of their group wait for, by id.
    var onWay: [String: Int] = [:]
    /// Follows what has gone before; it has looked already.
    var tracker = FateTracker()
    /// When the first lock was taken.
    var claimed: Timestamp
}

extension TaskStart {
    /// Looks what has become of the messages that went before.
    mutating func look(_ broker: any DeadLetterBroker) async throws {
        guard progress.sent > 0 else { return }
        let ended = try await tracker.look(broker, progress.id)
        progress.completed = ended.completed.count
        progress.diedAgain = ended.diedAgain.count
        for id in ended.completed { end(id, well: true) }
        for id in ended.diedAgain { end(id, well: false) }
    }

    private mutating func end(_ id: String, well: Bool) {
        guard let place = onWay.removeValue(forKey: id) else { return }
        progress.held += schedule.ended(place, well: well)
    }
}
