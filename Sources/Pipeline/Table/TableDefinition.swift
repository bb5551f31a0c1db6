import EventModel

/// A table whose items are described: its keys' names, when items expire, and its change stream
/// (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html). A table that is not defined can be used
/// all the same; it has no changes to read.
package struct TableDefinition: Sendable {
    /// What a change says (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html).
    package enum StreamView: String, CaseIterable, Sendable {
        case keysOnly = "KEYS_ONLY"
        case newImage = "NEW_IMAGE"
        case oldImage = "OLD_IMAGE"
        case newAndOldImages = "NEW_AND_OLD_IMAGES"
    }
    package var name: String
    package var partitionKey: String
    package var sortKey: String?
    /// The attribute that holds, in seconds since 1970, when an item expires; nil: none does.
    package var timeToLive: String?
    package var stream: StreamView?

    package init(
        name: String,
        partitionKey: String = "id",
        sortKey: String? = nil,
        timeToLive: String? = nil,
        stream: StreamView? = nil
    ) {
        self.name = name
        self.partitionKey = partitionKey
        self.sortKey = sortKey
        self.timeToLive = timeToLive
        self.stream = stream
    }

    /// When an item expires; nil if it does not. An instant more than five years ago does not count, as in the service
    /// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html).
    func expiry(of item: JSON, at now: Timestamp) -> Timestamp? {
        guard let timeToLive, let seconds = item[timeToLive]?.number, seconds > 0, seconds < 9_000_000_000 else {
            return nil
        }
        let instant = Timestamp(seconds: Int64(seconds))
        return now - instant > .seconds(5 * 365 * 86_400) ? nil : instant
    }

    /// An item's keys as attribute values.
    func keys(_ key: String, _ sort: String) -> JSON.Object {
        var keys = JSON.Object([.init(partitionKey, ["S": .string(key)])])
        if let sortKey { keys[sortKey] = ["S": .string(sort)] }
        return keys
    }
}

extension PipelineDefinition {
    func validateTables() throws(DefinitionError) {
        try unique(tables.map(\.name), "table")
        for table in tables {
            let place = "table \(table.name)"
            if table.partitionKey.isEmpty { throw DefinitionError("\(place): the partition key has no name") }
            if table.sortKey?.isEmpty == true { throw DefinitionError("\(place): the sort key has no name") }
            if table.sortKey == table.partitionKey {
                throw DefinitionError("\(place): the partition key and the sort key have one name")
            }
        }
    }
}
