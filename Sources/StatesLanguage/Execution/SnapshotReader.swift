import EventModel

/// Reads the fields of an object of a snapshot.
struct SnapshotReader {
    let value: JSON
    private let place: String

    init(_ value: JSON, _ place: String) {
        self.value = value
        self.place = place
    }

    func damaged(_ field: String) -> Execution.SnapshotError { Execution.SnapshotError(field: place + field) }

    func string(_ field: String) throws(Execution.SnapshotError) -> String {
        guard let text = value[field]?.string else { throw damaged(field) }
        return text
    }

    func integer(_ field: String) throws(Execution.SnapshotError) -> Int {
        guard let number = value[field]?.integer, number >= 0 else { throw damaged(field) }
        return number
    }

    func array(_ field: String) throws(Execution.SnapshotError) -> [JSON] {
        guard let array = value[field]?.array else { throw damaged(field) }
        return array
    }

    func integers(_ field: String) throws(Execution.SnapshotError) -> [Int] {
        let numbers = try array(field).map(\.integer)
        guard !numbers.contains(nil) else { throw damaged(field) }
        return numbers.compactMap { $0 }
    }

    func instant(_ field: String) throws(Execution.SnapshotError) -> Timestamp {
        guard let number = value[field]?.integer else { throw damaged(field) }
        return Timestamp(nanoseconds: Int64(number))
    }

    /// Data that stands as text.
    func data(_ field: String) throws(Execution.SnapshotError) -> JSON { try data(value[field], field) }

    func data(_ value: JSON?, _ field: String) throws(Execution.SnapshotError) -> JSON {
        guard let text = value?.string, let data = try? JSON(parsing: text) else { throw damaged(field) }
        return data
    }

    func inner(_ field: String) throws(Execution.SnapshotError) -> SnapshotReader {
        guard let inner = value[field], inner.object != nil else { throw damaged(field) }
        return SnapshotReader(inner, "\(place)\(field)/")
    }

    func timer(_ field: String) throws(Execution.SnapshotError) -> Timer? {
        guard value[field] != nil else { return nil }
        let fields = try inner(field)
        return Timer(id: try fields.integer("id"), at: try fields.instant("at"))
    }

    func failure(_ field: String) -> StateFailure? {
        value[field].map { StateFailure(error: $0["error"]?.string, cause: $0["cause"]?.string) }
    }

    func optional<Value>(
        _ field: String,
        _ read: (String) throws(Execution.SnapshotError) -> Value
    ) throws(Execution.SnapshotError) -> Value? {
        value[field] == nil ? nil : try read(field)
    }
}
