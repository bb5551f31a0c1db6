import EventModel

/// Lines that hold several records: bodies of OpenTelemetry exports, exports of log services, arrays, objects side by side.
enum RecordSplitter {
    /// Whether a line that did not turn out to be one plain object may hold several records; cheap.
    static func mayHoldSeveral(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = line.first(where: { !LineDecoder.isSpace($0) }) else { return false }
        return first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
    }

    /// The records of a line, each an object of its own that says what was said around it.
    ///
    /// - Parameter decoder: has decoded the line when nil is returned.
    /// - Returns: nil where the line is one record, or none.
    static func records(in line: UnsafeBufferPointer<UInt8>, decoder: LineDecoder) -> [[UInt8]]? {
        if isArray(line), let records = records(beside: line) { return records }
        return decoder.decode(line) ? decoder.has(.several) ? records(of: decoder) : nil : records(beside: line)
    }

    /// Whether a line begins as an array does, with an object in it or not.
    static func isArray(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        line.first { !LineDecoder.isSpace($0) } == UInt8(ascii: "[")
    }

    /// The records of a line that is no single object.
    static func records(beside line: UnsafeBufferPointer<UInt8>) -> [[UInt8]]? {
        guard let first = line.firstIndex(where: { !LineDecoder.isSpace($0) }) else { return nil }
        switch line[first] {
        case UInt8(ascii: "["): return array(line, from: first)
        case UInt8(ascii: "{"): return sideBySide(line, from: first)
        default: return nil
        }
    }

    // MARK: - Arrays and neighbours

    /// `[{…},{…}]`, and a row of CloudWatch Logs Insights, `[{"field","value"},…]`.
    private static func array(_ line: UnsafeBufferPointer<UInt8>, from first: Int) -> [[UInt8]]? {
        guard let end = ObjectScan.end(line, of: first), isBlank(line[end...], comma: true),
            let elements = (try? JSON(parsing: Array(line[first..<end])))?.array,
            elements.contains(where: { $0.object != nil || $0.array.map(isRow) ?? false })
        else { return nil }
        if isRow(elements) { return [row(elements).utf8] }
        return elements.map { element in
            if let cells = element.array, isRow(cells) { return row(cells).utf8 }
            return element.utf8
        }
    }

    /// `{…}{…}`, with white space or commas between.
    private static func sideBySide(_ line: UnsafeBufferPointer<UInt8>, from first: Int) -> [[UInt8]]? {
        var records: [[UInt8]] = []
        var at = first
        while at < line.count, line[at] == UInt8(ascii: "{") {
            guard let end = ObjectScan.end(line, of: at) else { return nil }
            let record = Array(line[at..<end])
            guard (try? JSON(parsing: record)) != nil else { return nil }
            records.append(record)
            at = end
            while at < line.count, LineDecoder.isSpace(line[at]) || line[at] == UInt8(ascii: ",") { at += 1 }
        }
        return at == line.count && records.count > 1 ? records : nil
    }

    private static func isBlank(_ text: Slice<UnsafeBufferPointer<UInt8>>, comma: Bool) -> Bool {
        text.allSatisfy { LineDecoder.isSpace($0) || comma && $0 == UInt8(ascii: ",") }
    }

    /// Whether it is a row of Logs Insights: a cell for each field.
    private static func isRow(_ cells: [JSON]) -> Bool {
        !cells.isEmpty && cells.allSatisfy { $0["field"]?.string != nil && $0["value"] != nil }
    }

    private static func row(_ cells: [JSON]) -> JSON {
        .object(
            JSON.Object(cells.compactMap { cell in cell["field"]?.string.map { .init($0, cell["value"] ?? .null) } })
        )
    }

    // MARK: - Exports

    /// The records of the object that the decoder holds, if it is an export and not a record with a list in it.
    static func records(of decoder: LineDecoder) -> [[UInt8]]? {
        guard let whole = decoder.fields, let members = whole.object?.members else { return nil }
        if let records = OpenTelemetryBody.records(members) { return records.map(\.utf8) }
        let isRecord = decoder.has(.correlation) || decoder.has(.severity) || decoder.bytes(.message) != nil
        guard !isRecord else { return nil }
        for member in members {
            guard let elements = list(member), !elements.isEmpty else { continue }
            if elements.allSatisfy({ $0.array.map(isRow) ?? false }) {
                return around(members, member.name, elements.map { row($0.array ?? []) })
            }
            if elements.allSatisfy(isRecordOfExport) { return around(members, member.name, elements) }
        }
        return nil
    }

    private static let lists: Set<String> = [
        "logEvents", "events", "results", "Records", "records", "entries", "items", "logs", "data",
    ]

    private static func list(_ member: JSON.Member) -> [JSON]? {
        if lists.contains(member.name) { return member.value.array }
        return member.name == "hits" ? member.value["hits"]?.array : nil
    }

    private static let times: Set<String> = [
        "timestamp", "@timestamp", "time", "eventTime", "ts", "date", "lastTimestamp", "firstTimestamp",
        "requestReceivedTimestamp", "receiveTimestamp", "ingestionTime",
    ]

    /// An element that says when it happened, or wraps one that does.
    private static func isRecordOfExport(_ element: JSON) -> Bool {
        guard let object = element.object else { return false }
        if object.members.contains(where: { times.contains($0.name) }) { return true }
        return ["_source", "attributes", "content"].contains { name in
            object[name]?.object?.members.contains { times.contains($0.name) } ?? false
        }
    }

    /// The records with what is said beside their list: each has the plain values, the first one everything.
    private static func around(_ members: [JSON.Member], _ list: String, _ records: [JSON]) -> [[UInt8]] {
        let others = members.filter { $0.name != list }
        return records.enumerated().map { i, record in
            var object = record.object ?? JSON.Object()
            for other in others where object[other.name] == nil {
                if i > 0, other.value.object != nil || other.value.array != nil { continue }
                if other.name == "kind" || other.name == "apiVersion" || other.name == "messageType" { continue }
                object[other.name] = other.value
            }
            return JSON.object(object).utf8
        }
    }
}
