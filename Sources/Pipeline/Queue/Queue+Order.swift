import Crypto
import EventModel
import GRDB

extension Queue {
    /// Where a message stands in a queue.
    enum Place {
        /// Anywhere: the queue is a standard one.
        case none
        /// In the order of a FIFO queue.
        case at(number: Int, deduplicationID: String)
        /// The queue was sent it less than five minutes ago; the id that it got then.
        case known(String)

        var number: Int? { if case .at(let number, _) = self { number } else { nil } }
        var deduplicationID: String? { if case .at(_, let id) = self { id } else { nil } }
    }

    /// The counter that the places in the order of FIFO queues come from, one for all queues: never the same twice, and rising.
    static let sequence = "fifo.sequence"

    /// Gives a message its place, or finds that it is known; the queue remembers it as `id` for five minutes, whatever becomes of it
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html).
    func place(of message: OutgoingMessage, _ id: String, in db: Database, at now: Timestamp) throws -> Place {
        guard let fifo = definition.fifo else { return .none }
        let deduplicationID = message.deduplicationID ?? Queue.contentID(message.body)
        // A group id has no space in it.
        let key = fifo.deduplicatesByGroup ? "\(message.groupID ?? "") \(deduplicationID)" : deduplicationID
        if let first = try db.text(
            "SELECT id FROM dedups WHERE queue = ? AND dedup = ? AND until > ?",
            [name, key, now]
        ) {
            return .known(first)
        }
        // Two for each that comes: what is remembered stays bounded, and no send takes long.
        try db.run(
            """
            DELETE FROM dedups WHERE (queue, dedup) IN (SELECT queue, dedup FROM dedups WHERE until <= ? LIMIT 2)
            """,
            [now]
        )
        let number = try Queue.nextNumber(in: db)
        try db.run(
            "INSERT OR REPLACE INTO dedups VALUES(?, ?, ?, ?, ?)",
            [name, key, id, number, now + Limit.deduplication]
        )
        return .at(number: number, deduplicationID: deduplicationID)
    }

    /// The place behind all that were given; of `n` in a row, the first.
    static func nextNumber(_ n: Int = 1, in db: Database) throws -> Int {
        try db.count(sequence, by: n)
        return (try db.integer("SELECT value FROM counters WHERE name = ?", [sequence]) ?? n) - n + 1
    }

    /// 20 digits, as the service writes them.
    static func sequenceNumber(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }

    private static func contentID(_ body: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: SHA256.hash(data: body).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    /// The size that counts toward the limits, of a message that this queue takes. `ofBatch`: the service has other words there.
    ///
    /// - Throws: ``QueueError`` for a message that it refuses.
    func check(_ message: OutgoingMessage, ofBatch: Bool = false) throws(QueueError) -> Int {
        let size = try Queue.checkedSize(message)
        if size > definition.maximumMessageSize {
            throw QueueError(
                .invalidParameterValue,
                "One or more parameters are invalid. Reason: Message must be shorter than \(definition.maximumMessageSize) bytes."
            )
        }
        if let id = message.groupID { try Queue.check(id, "MessageGroupId") }
        if let id = message.deduplicationID { try Queue.check(id, "MessageDeduplicationId") }
        guard let fifo = definition.fifo else {
            if let id = message.deduplicationID {
                throw QueueError(
                    .invalidParameterValue,
                    "Value \(id) for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type."
                )
            }
            return size
        }
        if message.groupID == nil {
            throw QueueError(
                ofBatch ? .invalidParameterValue : .missingParameter,
                "The request must contain the parameter MessageGroupId."
            )
        }
        if message.deduplicationID == nil && !fifo.contentBasedDeduplication {
            throw QueueError(
                .invalidParameterValue,
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
            )
        }
        if let delay = message.delay, delay > .zero {
            throw QueueError(
                .invalidParameterValue,
                "Value \(JSON.double(delay.inSeconds)) for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type."
            )
        }
        return size
    }

    static func check(_ id: String, _ parameter: String) throws(QueueError) {
        if (1...Limit.id).contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return }
        throw QueueError(
            .invalidParameterValue,
            "Value \(id) for parameter \(parameter) is invalid. Reason: \(parameter) can only include alphanumeric and punctuation characters. 1 to 128 in length."
        )
    }
}
