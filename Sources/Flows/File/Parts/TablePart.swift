import Pipeline

/// A table with its keys and its change stream, in the words of the service
/// (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html). One that handlers only put items into needs
/// none of this.
enum TablePart: FlowPart {
    static let section = "tables"

    private enum KeyType: String, CaseIterable { case hash = "HASH", range = "RANGE" }

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = ["TableName", "KeySchema", "TimeToLiveSpecification", "StreamSpecification"]
        guard let object = reader.members(of: value, known), let name = reader.define(.table, object, "TableName")
        else {
            return
        }
        var table = TableDefinition(name: name)
        if let schema = object["KeySchema"] { keys(schema, &table, &reader) }
        if let value = object["TimeToLiveSpecification"],
            let object = reader.members(of: value, ["AttributeName", "Enabled"]),
            reader.flag(object, "Enabled") ?? true
        {
            table.timeToLive = reader.required(object, "AttributeName", "name the attribute that holds the time")
        }
        if let value = object["StreamSpecification"],
            let object = reader.members(of: value, ["StreamViewType", "StreamEnabled"]),
            reader.flag(object, "StreamEnabled") ?? true
        {
            table.stream =
                reader.word(object, "StreamViewType", TableDefinition.StreamView.self) ?? .newAndOldImages
        }
        file.definition.tables.append(table)
    }

    private static func keys(_ schema: FlowValue, _ table: inout TableDefinition, _ reader: inout FlowReader) {
        var partitionKey: String?
        for element in reader.elements(of: schema) {
            guard let object = reader.members(of: element, ["AttributeName", "KeyType"]),
                let name = reader.required(object, "AttributeName", "name the key"),
                let type = reader.word(object, "KeyType", KeyType.self)
            else { continue }
            switch type {
            case .hash where partitionKey == nil: partitionKey = name
            case .range where table.sortKey == nil: table.sortKey = name
            default:
                reader.refuse(element, "is a second \(type.rawValue) key", "keep one HASH and at most one RANGE key")
            }
        }
        if let partitionKey {
            table.partitionKey = partitionKey
        } else {
            reader.refuse(schema, "has no HASH key", "add {AttributeName: id, KeyType: HASH}")
        }
    }
}
