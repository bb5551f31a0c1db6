import EventModel

/// What a task begins with, or goes on with.
struct TaskStart: Sendable {
    var progress: RedriveProgress
    var schedule: RunSchedule
    /// Places of messages that went before and that others of their group wait for, by id.
    var onWay: [String: Int] = [:]
    /// When the first lock was taken.
    var claimed: Timestamp
}
