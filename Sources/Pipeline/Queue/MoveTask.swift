package import EventModel
import GRDB

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A task that moves what a dead-letter queue held when it started
/// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html).
package struct MoveTask: Hashable, Sendable {
    package enum Status: String, Sendable {
        case running = "RUNNING"
        case completed = "COMPLETED"
        case cancelling = "CANCELLING"
        case cancelled = "CANCELLED"
        case failed = "FAILED"
    }

    package var id: String
    /// What cancels it; nil unless it is running.
    package var handle: String?
    package var source: String
    /// Nil: each message returns to its own source.
    package var destination: String?
    /// Messages a second, 1 to 500; nil: as fast as it goes.
    package var rate: Int?
    package var status: Status
    /// `ApproximateNumberOfMessagesMoved`.
    package var moved: Int
    /// `ApproximateNumberOfMessagesToMove`, as it was at the start.
    package var toMove: Int
    package var started: Timestamp
    /// Why it failed.
    package var failure: String?

    private static let rates = 1...500

    static let columns = "id, source, destination, rate, status, moved, to_move, started, failure"

    init(_ row: Row) {
        id = row[0]
        source = row[1]
        destination = row[2]
        rate = row[3]
        status = Status(rawValue: row[4]) ?? .failed
        moved = row[5]
        toMove = row[6]
        started = row[7]
        failure = row[8]
        handle = status == .running ? MoveTask.handle(row[0], source) : nil
    }

    /// Tasks that may run at once.
    private static let atOnce = 100

    /// Writes down that a task has started.
    ///
    /// - Throws: ``QueueError`` while another moves the same queue, and for one too many.
    static func start(
        _ id: String,
        from source: String,
        to destination: String?,
        rate: Int?,
        in db: Database,
        at now: Timestamp
    ) throws {
        if let rate, !rates.contains(rate) {
            throw QueueError(
                .invalidParameterValue,
                "Value \(rate) for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and 500, if provided."
            )
        }
        if try db.integer("SELECT 1 FROM move_tasks WHERE ended IS NULL AND source = ?", [source]) != nil {
            throw QueueError(
                .invalidParameterValue,
                "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
            )
        }
        if try db.integer("SELECT count(*) FROM move_tasks WHERE ended IS NULL") ?? 0 >= atOnce {
            throw QueueError(.overLimit, "No more than \(atOnce) message move tasks run at once.")
        }
        let held = try DeadLetterDepth(source, in: db, at: now).count
        try db.run(
            """
            INSERT INTO move_tasks(id, source, destination, rate, status, moved, to_move, started, due)
            VALUES(?, ?, ?, ?, ?, 0, ?, ?, ?)
            """,
            [id, source, destination, rate, Status.running.rawValue, held, now, now]
        )
    }

    /// Lets a task that is running end; answers how many messages it has moved.
    ///
    /// - Throws: ``QueueError`` where none of that id is running.
    static func cancel(_ id: String, in db: Database) throws -> Int {
        try db.run(
            "UPDATE move_tasks SET status = ? WHERE id = ? AND status = ?",
            [Status.cancelling.rawValue, id, Status.running.rawValue]
        )
        guard db.changesCount > 0 else { throw QueueError(.resourceNotFound, "Task does not exist.") }
        return try db.integer("SELECT moved FROM move_tasks WHERE id = ?", [id]) ?? 0
    }

    /// Base64 of `{"taskId":ID,"sourceArn":ARN}`, as the service's.
    static func handle(_ id: String, _ source: String) -> String {
        let json: JSON = ["taskId": .string(id), "sourceArn": .string(TargetDefinition.Kind.queue(source).arn)]
        return Data(json.description.utf8).base64EncodedString()
    }

    /// The task's id in a handle.
    ///
    /// - Throws: ``QueueError`` for what is no handle.
    static func id(_ handle: String) throws(QueueError) -> String {
        if let data = Data(base64Encoded: handle), let json = try? JSON(parsing: [UInt8](data)),
            let id = json["taskId"]?.string, json["sourceArn"]?.string != nil
        {
            return id
        }
        throw QueueError(.invalidParameterValue, "Value for parameter TaskHandle is invalid.")
    }
}
