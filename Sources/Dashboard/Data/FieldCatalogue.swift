package import EventModel
import Telemetry

/// The fields that can be asked for and the values they have had, for completing what is typed.
package struct FieldCatalogue: Hashable, Sendable {
    /// Paths beyond these, and values beyond these of one path, are not offered.
    private static let pathLimit = 400, valueLimit = 100
    /// Longer values are not worth completing.
    private static let longestValue = 60
    private static let deepest = 4

    /// Fields with a name of their own first, then paths by how often they were seen.
    package private(set) var names: [String]
    private var values: [String: [String]]
    private var counts: [String: Int] = [:]

    /// The fields that every log has.
    package init() {
        names = [
            "level", "service", "type", "id", "message", "duration", "time", "error", "error.type", "error.message",
            "hop", "resource", "attempt", "wait", "request_id", "file", "line", "metric",
        ]
        values = [
            "level": Severity.allCases.map(\.name), "hop": HopKind.allCases.map(\.rawValue),
            "metric": ["true", "false"], "time": ["-5m", "-15m", "-1h", "today"],
        ]
    }

    /// What the records of a store have: names from every record, paths and their values from a sample, the newest among it.
    init(_ store: StoreSnapshot) {
        self.init()
        values["service"] = store.names(in: .service)
        values["type"] = store.names(in: .eventType)
        values["resource"] = store.names(in: .resource)
        values["error.type"] = store.names(in: .errorType)
        values["error"] = values["error.type"]
        let ids = store.ids
        let step = max(1, ids.count / 1_000)
        let sample = Array(stride(from: ids.lowerBound, to: ids.upperBound, by: step)) + ids.suffix(500)
        for id in sample where !Task.isCancelled {
            if let fields = store.fields(id) { note(fields) }
        }
        settle()
    }

    /// What given records have.
    package init(records: [JSON]) {
        self.init()
        for record in records { note(record) }
        settle()
    }

    /// The values seen of a field, by any of its names; the most frequent first where that is known.
    package func values(of name: String) -> [String] {
        values[name] ?? QueryText.canonical(name).flatMap { values[$0] } ?? []
    }

    private mutating func note(_ value: JSON, at path: String = "", depth: Int = 0) {
        switch value {
        case .object(let object):
            guard depth < Self.deepest else { return }
            for member in object.members {
                note(member.value, at: path.isEmpty ? member.name : "\(path).\(member.name)", depth: depth + 1)
            }
        case .array(let items):
            for item in items.prefix(3) { note(item, at: path, depth: depth) }
        default:
            guard !path.isEmpty, counts[path] != nil || counts.count < Self.pathLimit else { return }
            counts[path, default: 0] += 1
            let text = value.string ?? value.description
            guard text.utf8.count <= Self.longestValue, !text.isEmpty else { return }
            if values[path, default: []].count < Self.valueLimit, values[path]?.contains(text) != true {
                values[path, default: []].append(text)
            }
        }
    }

    private mutating func settle() {
        let known = Set(names)
        names += counts.keys.filter { !known.contains($0) }.sorted { (counts[$1] ?? 0, $0) < (counts[$0] ?? 0, $1) }
        counts = [:]
    }
}
