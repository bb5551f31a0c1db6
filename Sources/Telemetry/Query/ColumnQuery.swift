import EventModel

/// A query bound to a snapshot's columns for one scan: says yes or no where columns suffice, so that most lines are not
/// parsed.
struct ColumnQuery {
    enum Answer { case yes, no, unknown }

    /// A term, and for columns of names what it said of each name so far.
    private indirect enum Node {
        case fixed(Answer)
        case and([Node])
        case or([Node])
        case not(Node)
        case text(TextNeedle)
        case severity(QueryOperator, [QueryValue])
        case duration(QueryOperator, [QueryValue])
        case time(QueryOperator, [QueryValue])
        case correlation([QueryValue])
        case hop([QueryValue])
        case metric([QueryValue])
        case name(QueryField, Int, @Sendable (FoundValue) -> Bool)
        case present(QueryField)
    }

    private let snapshot: StoreSnapshot
    private let query: Query
    private var root: Node
    private let buffer = LineBuffer()
    /// For each name term: 0 not asked yet, 1 yes, 2 no, by the name's number.
    private var known: [[UInt8]] = []

    init(_ query: Query, _ snapshot: StoreSnapshot) {
        self.query = query
        self.snapshot = snapshot
        root = .fixed(.unknown)
        root = bind(query.root)
    }

    private mutating func bind(_ node: QueryNode) -> Node {
        switch node {
        case .all: return .fixed(.yes)
        case .and(let nodes): return .and(nodes.map { bind($0) })
        case .or(let nodes): return .or(nodes.map { bind($0) })
        case .not(let node): return .not(bind(node))
        case .text(let needle): return .text(needle)
        case .exists(let path):
            switch path.field {
            case .severity, .service, .eventType, .correlation, .duration, .hop, .resource, .errorType:
                return .present(path.field ?? .severity)
            default: return .fixed(.unknown)
            }
        case .compare(let path, let op, let values):
            switch path.field {
            case .severity: return .severity(op, values)
            case .duration: return .duration(op, values)
            case .time: return .time(op, values)
            case .correlation where op == .equal: return .correlation(values)
            case .hop where op == .equal: return .hop(values)
            case .metric where op == .equal: return .metric(values)
            case .service, .eventType, .resource, .errorType, .file:
                return name(path.field ?? .service) { found in values.contains { op.compares(found, $0, path) } }
            default: return .fixed(.unknown)
            }
        case .match(let path, let patterns):
            switch path.field {
            case .service, .eventType, .resource, .errorType, .file:
                return name(path.field ?? .service) { found in
                    found.matches { bytes in patterns.contains { $0.found(in: bytes) } }
                }
            default: return .fixed(.unknown)
            }
        }
    }

    private mutating func name(_ field: QueryField, _ test: @escaping @Sendable (FoundValue) -> Bool) -> Node {
        known.append([])
        return .name(field, known.count - 1, test)
    }

    /// Whether a record matches.
    mutating func matches(_ chunk: Chunk, _ row: Int, _ decoder: LineDecoder) -> Bool {
        switch answer(root, chunk, row) {
        case .yes: return true
        case .no: return false
        case .unknown:
            guard let line = chunk.line(row, decoder.buffer) else { return false }
            let decoded = !chunk.flags[row].contains(.malformed) && decoder.decode(line)
            let view = RecordView(
                line: line,
                decoder: decoded ? decoder : nil,
                time: Timestamp(nanoseconds: chunk.when(row)),
                file: snapshot.names.name(chunk.source[row]) ?? "",
                number: chunk.line[row]
            )
            return query.root.matches(view)
        }
    }

    private mutating func answer(_ node: Node, _ chunk: Chunk, _ row: Int) -> Answer {
        switch node {
        case .fixed(let answer): return answer
        case .and(let nodes):
            var result = Answer.yes
            for node in nodes {
                switch answer(node, chunk, row) {
                case .no: return .no
                case .unknown: result = .unknown
                case .yes: break
                }
            }
            return result
        case .or(let nodes):
            var result = Answer.no
            for node in nodes {
                switch answer(node, chunk, row) {
                case .yes: return .yes
                case .unknown: result = .unknown
                case .no: break
                }
            }
            return result
        case .not(let node):
            switch answer(node, chunk, row) {
            case .yes: return .no
            case .no: return .yes
            case .unknown: return .unknown
            }
        case .text(let needle):
            guard let line = chunk.line(row, buffer) else { return .no }
            if needle.found(in: line) { return .yes }
            return line.contains(UInt8(ascii: "\\")) ? .unknown : .no
        case .severity(let op, let values):
            guard let severity = Severity(rawValue: chunk.severity[row]) else { return .no }
            return compare(op, .severity(severity), values)
        case .duration(let op, let values):
            return chunk.duration[row] == Chunk.none ? .no : compare(op, .nanoseconds(chunk.duration[row]), values)
        case .time(let op, let values): return compare(op, .time(Timestamp(nanoseconds: chunk.when(row))), values)
        case .correlation(let values):
            return values.contains { $0.hash == chunk.correlation[row] } ? .yes : .no
        case .hop(let values):
            guard let hop = HopKind(code: chunk.hop[row]) else { return .no }
            return values.contains { $0.text == hop.rawValue } ? .yes : .no
        case .metric(let values):
            return compare(.equal, .bool(chunk.flags[row].contains(.metrics)), values)
        case .name(let field, let cache, let test): return name(field, cache, test, chunk, row)
        case .present(let field): return present(field, chunk, row)
        }
    }

    private static let anyPath = QueryPath("")

    private func compare(_ op: QueryOperator, _ found: FoundValue, _ values: [QueryValue]) -> Answer {
        values.contains { op.compares(found, $0, ColumnQuery.anyPath) } ? .yes : .no
    }

    private func number(_ field: QueryField, _ chunk: Chunk, _ row: Int) -> UInt16 {
        switch field {
        case .service: chunk.service[row]
        case .eventType: chunk.eventType[row]
        case .resource: chunk.resource[row]
        case .errorType: chunk.errorType[row]
        default: chunk.source[row]
        }
    }

    private mutating func name(
        _ field: QueryField,
        _ cache: Int,
        _ test: (FoundValue) -> Bool,
        _ chunk: Chunk,
        _ row: Int
    ) -> Answer {
        let number = Int(number(field, chunk, row))
        if number == Int(NameTable.inLine) { return .unknown }
        guard let name = snapshot.names.name(UInt16(number)), !name.isEmpty else { return .no }
        if number >= known[cache].count {
            known[cache].append(contentsOf: repeatElement(0, count: number + 1 - known[cache].count))
        }
        if known[cache][number] == 0 { known[cache][number] = test(.text(name)) ? 1 : 2 }
        return known[cache][number] == 1 ? .yes : .no
    }

    private func present(_ field: QueryField, _ chunk: Chunk, _ row: Int) -> Answer {
        let isThere =
            switch field {
            case .severity: chunk.severity[row] != Chunk.noByte
            case .duration: chunk.duration[row] != Chunk.none
            case .correlation: chunk.correlation[row] != 0
            case .hop: chunk.hop[row] != Chunk.noByte
            default: number(field, chunk, row) != NameTable.none
            }
        return isThere ? .yes : .no
    }
}
