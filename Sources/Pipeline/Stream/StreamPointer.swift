import EventModel
import GRDB

/// Where records lie that were given up: what a dead letter of a stream holds instead of them. They can be read again until the
/// stream trims them.
struct StreamPointer: Sendable {
    var source: StreamSource
    var shard: Int
    var start: Int64
    var end: Int64
    var count: Int
    var lane: Int
    var factor: Int
    private var arrived: ClosedRange<Timestamp>

    /// - Parameter records: at least one.
    init(_ records: [StreamRecord], of batch: StreamBatch) {
        source = batch.mapping.source
        shard = batch.shard
        start = records.first?.seq ?? 0
        end = records.last?.seq ?? 0
        count = records.count
        lane = batch.number
        factor = batch.mapping.parallelizationFactor
        let first = records.first?.arrived ?? batch.received
        arrived = first...max(first, records.last?.arrived ?? first)
    }

    /// The message that a destination gets. Lanes are ours: where a shard has several, the pointers alone would name too much.
    func message(_ requestID: String, _ mapping: StreamMapping, _ condition: String, tries: Int, at now: Timestamp)
        -> JSON
    {
        var info = JSON.Object([
            .init("shardId", .string(ShardMap.id(shard))),
            .init("startSequenceNumber", .string(StreamRecord.number(start))),
            .init("endSequenceNumber", .string(StreamRecord.number(end))),
            .init("approximateArrivalOfFirstRecord", .string(arrived.lowerBound.rfc3339())),
            .init("approximateArrivalOfLastRecord", .string(arrived.upperBound.rfc3339())),
            .init("batchSize", .int(count)),
            .init("streamArn", .string(source.arn)),
        ])
        if factor > 1 {
            info["parallelizationFactor"] = .int(factor)
            info["lane"] = .int(lane)
        }
        var object = JSON.Object([
            .init(
                "requestContext",
                [
                    "requestId": .string(requestID),
                    "functionArn": .string(TargetDefinition.Kind.function(mapping.function).arn + ":$LATEST"),
                    "condition": .string(condition), "approximateInvokeCount": .int(tries),
                ]
            )
        ])
        if tries > 0 {
            object["responseContext"] = [
                "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled",
            ]
        }
        object["version"] = "1.0"
        object["timestamp"] = .string(now.rfc3339())
        object[source.infoName] = .object(info)
        return .object(object)
    }

    /// Reads the message again; nil if it is none.
    init?(_ json: JSON) {
        for name in ["KinesisBatchInfo", "DDBStreamBatchInfo"] {
            guard let info = json[name], let source = info["streamArn"]?.string.flatMap(StreamSource.init(arn:)),
                let shard = info["shardId"]?.string.flatMap(ShardMap.number),
                let start = info["startSequenceNumber"]?.string.flatMap({ Int64($0) }),
                let end = info["endSequenceNumber"]?.string.flatMap({ Int64($0) }),
                let count = info["batchSize"]?.integer
            else { continue }
            let factor = info["parallelizationFactor"]?.integer ?? 1
            guard factor > 0 else { return nil }
            self.source = source
            self.shard = shard
            self.start = start
            self.end = end
            self.count = count
            self.factor = factor
            lane = info["lane"]?.integer ?? 0
            let none = Timestamp(nanoseconds: 0)
            arrived = none...none
            return
        }
        return nil
    }

    /// The records; nil if not all of them are there any more.
    func records(in db: Database) throws -> [StreamRecord]? {
        let rows = try db.rows(
            """
            SELECT \(StreamRecord.columns) FROM records
            WHERE stream = ? AND shard = ? AND seq >= ? AND seq <= ? AND hash % ? = ? ORDER BY seq
            """,
            [source.description, shard, start, end, factor, lane]
        )
        return rows.count == count ? try rows.map { try StreamRecord($0) } : nil
    }

    /// What ties the flows to a dead letter that stands for them.
    static func mark(_ id: String) -> String { "pointer/\(id)" }

    /// What a function is given when a dead letter is redriven to it: the records, not the pointers. Nil where the letter holds no
    /// pointers, or its records are gone.
    static func payload(_ json: JSON, id: String, in db: Database) throws -> String? {
        guard let pointer = StreamPointer(json), let records = try pointer.records(in: db) else { return nil }
        for flow in Set(records.compactMap(\.correlationID)) {
            try db.run("DELETE FROM lost WHERE correlation_id = ? AND what = ?", [flow, mark(id)])
        }
        return pointer.source.payload(records).description
    }
}

extension StreamSource {
    fileprivate var infoName: String {
        switch self {
        case .stream: "KinesisBatchInfo"
        case .table: "DDBStreamBatchInfo"
        }
    }
}
