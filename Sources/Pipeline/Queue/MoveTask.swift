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

    static let columns = "id, source, destination, rate, status, moved, to_move, started, failure"

    init(_ row: Row) {
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
