package import EventModel
import GRDB

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A record to put on a stream.
package struct StreamEntry: Sendable {
    package var data: [UInt8]
    /// 1 to 256 characters.
    package var partitionKey: String
    /// A decimal number of 128 bits that decides on the shard instead of the key's.
    package var explicitHashKey: String?
    package var correlationID: String?
    package var causationID: String?
    package var eventType: String?

    package init(
        _ data: [UInt8],
        partitionKey: String,
        explicitHashKey: String? = nil,
        correlationID: String? = nil,
        causationID: String? = nil,
        eventType: String? = nil
    ) {
        self.data = data
        self.partitionKey = partitionKey
        self.explicitHashKey = explicitHashKey
        self.correlationID = correlationID
        self.causationID = causationID
        self.eventType = eventType
    }
}

extension StreamEntry {
    /// The partition key at a path in a JSON text; nil where the path leads to no text or number, or is none.
    static func partitionKey(of text: String, at path: String?) -> String? {
        guard let path, let path = try? InputPath(path), let json = try? JSON(parsing: text) else { return nil }
        guard let value = path.value(in: json) else { return nil }
        if case .number(let number) = value { return number.text }
        return value.string.flatMap { $0.isEmpty ? nil : String($0.prefix(256)) }
    }
}

/// A record of a stream, or of a table's changes, as it lies there.
package struct StreamRecord: Sendable {
    /// Its place: ascending in a shard. ``sequenceNumber`` says it.
    var seq: Int64
    /// Names its hop.
    package var id: String
    package var shard: Int
    package var partitionKey: String
    package var arrived: Timestamp
    /// Of a table: JSON, the members `eventName`, `dynamodb` and, for what TTL deleted, `userIdentity`.
    package var data: [UInt8]
    package var correlationID: String?
    package var eventType: String?
    var generation: Int

    /// Of equal length, so that they are in order as texts too.
    package var sequenceNumber: String { Self.number(seq) }

    static func number(_ seq: Int64) -> String {
        let digits = String(seq)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }

    static let columns = "seq, id, shard, partition_key, arrived, data, correlation_id, event_type, generation"

    init(_ row: Row) throws {
        seq = row[0]
        id = row[1]
        shard = row[2]
        partitionKey = row[3]
        arrived = row[4]
        data = try Payload.bytes(row, 5)
        correlationID = row[6]
        eventType = row[7]
        generation = row[8]
    }
}

extension StreamSource {
    /// The event that a function gets
    /// (https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html, https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html).
    func payload(_ records: [StreamRecord]) -> JSON { ["Records": .array(records.map(payload))] }

    private func payload(_ record: StreamRecord) -> JSON {
        let shard = ShardMap.id(record.shard)
        switch self {
        case .stream:
            return [
                "kinesis": [
                    "kinesisSchemaVersion": "1.0", "partitionKey": .string(record.partitionKey),
                    "sequenceNumber": .string(record.sequenceNumber),
                    "data": .string(Data(record.data).base64EncodedString()),
                    "approximateArrivalTimestamp": .double(Double(record.arrived.milliseconds) / 1000),
                ],
                "eventSource": "aws:kinesis", "eventVersion": "1.0",
                "eventID": .string("\(shard):\(record.sequenceNumber)"), "eventName": "aws:kinesis:record",
                "awsRegion": "local", "eventSourceARN": .string(arn),
            ]
        case .table:
            let change = JSON(column: String(decoding: record.data, as: UTF8.self))
            var inner = change["dynamodb"]?.object ?? JSON.Object()
            inner["ApproximateCreationDateTime"] = .double(Double(record.arrived.milliseconds) / 1000)
            inner["SequenceNumber"] = .string(record.sequenceNumber)
            var object = JSON.Object([
                .init("eventID", .string(record.id)), .init("eventName", change["eventName"] ?? .null),
                .init("eventVersion", "1.1"), .init("eventSource", "aws:dynamodb"), .init("awsRegion", "local"),
                .init("dynamodb", .object(inner)), .init("eventSourceARN", .string(arn)),
            ])
            if let identity = change["userIdentity"] { object["userIdentity"] = identity }
            return .object(object)
        }
    }
}

/// Why a stream did not do what was asked.
package typealias StreamError = ServiceError<StreamErrorCode>

/// See ``StreamError``.
package enum StreamErrorCode: String, Sendable {
    case notFound = "ResourceNotFoundException"
    case invalidArgument = "InvalidArgumentException"
    case throughputExceeded = "ProvisionedThroughputExceededException"
    case expiredIterator = "ExpiredIteratorException"
    case trimmed = "TrimmedDataAccessException"
}
