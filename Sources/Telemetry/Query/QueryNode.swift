import EventModel

/// A query as a tree. Depth is bounded by the parser.
indirect enum QueryNode: Sendable {
    case all
    case and([QueryNode])
    case or([QueryNode])
    case not(QueryNode)
    case exists(QueryPath)
    case compare(QueryPath, QueryOperator, [QueryValue])
    case match(QueryPath, [Pattern])
    /// Text anywhere in the record, whatever its case.
    case text(TextNeedle)
}

enum QueryOperator: String, Sendable {
    case equal = "="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether an order of left to right satisfies it.
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}

/// What a comparison reads: a field by name, or a dotted path into the line.
struct QueryPath: Sendable {
    var text: String
    var field: QueryField?
    var parts: [[UInt8]]

    init(_ text: String) {
        self.init(named: text)
        field = QueryField(name: text)
    }

    /// The path alone, whatever field its name stands for.
    init(named text: String) {
        self.text = text
        parts = text.split(separator: ".").map { Array($0.utf8) }
    }
}

/// What is compared with, read in every way its spelling allows.
struct QueryValue: Sendable {
    var text: String
    /// Interned lookups compare bytes.
    var bytes: [UInt8]
    /// A name's number cannot be known when the query is compiled, its hash can.
    var hash: UInt64
    /// As the id of a flow; 0: it is none.
    var key: UInt64
    /// A number; of a size (`10kb`) in bytes.
    var number: Double?
    /// A duration with its unit, in nanoseconds.
    var nanoseconds: Int64?
    var time: Timestamp?
    var severity: Severity?
    var quoted: Bool

    init(_ text: String, quoted: Bool, now: Timestamp) {
        self.text = text
        self.quoted = quoted
        bytes = Array(text.utf8)
        hash = ByteHash.of(text)
        key = FlowKey.hash(text)
        time = QueryValue.time(text, now: now)
        guard !quoted else { return }
        number = Double(text).flatMap { $0.isFinite ? $0 : nil } ?? QueryValue.size(text)
        nanoseconds = DurationReading.text(bytes)
        severity = Severity(name: text)
    }

    /// RFC 3339, a date alone (midnight UTC), `now`, or a duration back from now (`-15m`).
    private static func time(_ text: String, now: Timestamp) -> Timestamp? {
        if text == "now" { return now }
        if text.first == "-", let back = DurationReading.text(Array(text.utf8.dropFirst())) {
            return now - .nanoseconds(back)
        }
        if text.utf8.count == 10 { return Timestamp(rfc3339: text + "T00:00:00Z") }
        return Timestamp(rfc3339: text)
    }

    private static func size(_ text: String) -> Double? {
        let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        guard let value = Double(digits) else { return nil }
        switch text[digits.endIndex...].lowercased() {
        case "b": return value
        case "k", "kb": return value * 1e3
        case "mb": return value * 1e6
        case "gb": return value * 1e9
        case "kib": return value * 1024
        case "mib": return value * 1_048_576
        case "gib": return value * 1_073_741_824
        default: return nil
        }
    }
}
