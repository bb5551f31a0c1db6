import EventModel

/// A query as it is run over chunks: terms that columns answer, terms that the bytes of lines answer, and what is left to
/// be decoded.
indirect enum QueryPlan {
    case fixed(ColumnTerm.Answer)
    case and([QueryPlan])
    case or([QueryPlan])
    case not(QueryPlan)
    case column(ColumnTerm)
    case raw(RawTerm)

    /// What only a decoded line tells.
    private static var decoded: QueryPlan { .fixed(ColumnTerm.unknown) }

    /// What it takes to run it, for the order of terms: those of columns come first and leave fewer rows to the others.
    private var cost: Int {
        switch self {
        case .fixed(let answer): answer == ColumnTerm.unknown ? 3 : 0
        case .and(let plans), .or(let plans): plans.map(\.cost).max() ?? 0
        case .not(let plan): plan.cost
        case .column: 1
        case .raw: 2
        }
    }

    init(_ node: QueryNode, _ names: NameTable) {
        switch node {
        case .all: self = .fixed(ColumnTerm.yes)
        case .and(let nodes): self = .and(QueryPlan.ordered(nodes, names))
        case .or(let nodes): self = .or(QueryPlan.ordered(nodes, names))
        case .not(let node): self = .not(QueryPlan(node, names))
        case .text(let needle): self = needle.lower.isEmpty ? .fixed(ColumnTerm.yes) : .raw(RawTerm(text: needle))
        case .exists(let path): self = QueryPlan.exists(path, names)
        case .compare(let path, let op, let values):
            if let plan = QueryPlan.number(path, op, values) {
                self = plan
            } else if op == .equal, let plan = QueryPlan.hash(path, values) {
                self = plan
            } else {
                let any = { @Sendable (found: FoundValue) in values.contains { op.compares(found, $0, path) } }
                self = QueryPlan.value(path, names, RequiredText.term(path, op, values), any)
            }
        case .match(let path, let patterns):
            let any = { @Sendable (found: FoundValue) in
                found.matches { bytes in patterns.contains { $0.found(in: bytes) } }
            }
            self = QueryPlan.value(path, names, RequiredText.term(path, patterns), any)
        }
    }

    private static func ordered(_ nodes: [QueryNode], _ names: NameTable) -> [QueryPlan] {
        let plans = nodes.map { QueryPlan($0, names) }
        return (0...3).flatMap { cost in plans.filter { $0.cost == cost } }
    }

    /// Terms by a column of few values, or of names; else what the bytes of the line say.
    private static func value(
        _ path: QueryPath,
        _ names: NameTable,
        _ required: RawTerm?,
        _ test: @escaping @Sendable (FoundValue) -> Bool
    ) -> QueryPlan {
        func name(_ column: NameAnswers.Column) -> QueryPlan { .column(.name(NameAnswers(column, names, test))) }
        switch path.field {
        case .severity:
            return byte(.severity) { raw in Severity(rawValue: raw).map { test(.severity($0)) } ?? false }
        case .hop:
            return byte(.hop) { raw in HopKind(code: raw).map { test(.text($0.rawValue)) } ?? false }
        case .metric: return byte(.flags) { raw in test(.bool(RecordFlags(rawValue: raw).contains(.metrics))) }
        case .service: return name(.service)
        case .eventType: return name(.eventType)
        case .resource: return name(.resource)
        case .errorType: return name(.errorType)
        case .file: return name(.source)
        case .error, .errorMessage: return onlyWith(.failed)
        case .request: return onlyWith(.request)
        default: return required.map { .raw($0) } ?? decoded
        }
    }

    private static func byte(_ column: ColumnTerm.ByteColumn, _ test: (UInt8) -> Bool) -> QueryPlan {
        .column(.byte(column, (0...UInt8.max).map { test($0) ? ColumnTerm.yes : ColumnTerm.no }))
    }

    /// A term that only records with a flag can satisfy.
    private static func onlyWith(_ flag: RecordFlags) -> QueryPlan {
        .column(
            .byte(
                .flags,
                (0...UInt8.max).map { RecordFlags(rawValue: $0).contains(flag) ? ColumnTerm.unknown : ColumnTerm.no }
            )
        )
    }

    /// Comparisons of numbers that have a column.
    private static func number(_ path: QueryPath, _ op: QueryOperator, _ values: [QueryValue]) -> QueryPlan? {
        switch path.field {
        case .duration:
            let ranges = ValueRanges.of(op, values, in: (Chunk.none + 1)...Int64.max) { .nanoseconds($0) }
            return .column(.number(.duration, ranges))
        case .time:
            let ranges = ValueRanges.of(op, values, in: Int64.min...Int64.max) { .time(Timestamp(nanoseconds: $0)) }
            return .column(.number(.time, ranges))
        case .line:
            let ranges = ValueRanges.of(op, values, in: 1...Int64(UInt32.max)) { .number(Double($0)) }
            return .column(.number(.line, ranges))
        case .attempt:
            let last = Int64(UInt16.max)
            func ranges(_ domain: ClosedRange<Int64>) -> [ClosedRange<Int64>] {
                ValueRanges.of(op, values, in: domain) { .number(Double($0)) }
            }
            return .column(
                .attempt(
                    ranges(1...last - 1),
                    none: ranges(Int64.min...0).isEmpty ? ColumnTerm.no : ColumnTerm.unknown,
                    beyond: ranges(last...Int64.max).isEmpty ? ColumnTerm.no : ColumnTerm.unknown
                )
            )
        default: return nil
        }
    }

    /// Ids: a correlation id is known by its hash everywhere, others are read once more.
    private static func hash(_ path: QueryPath, _ values: [QueryValue]) -> QueryPlan? {
        let hashes = values.map(\.hash)
        switch path.field {
        case .correlation: return .column(.hash(.correlation, values.map(\.key).filter { $0 != 0 }, ColumnTerm.yes))
        case .eventID: return .column(.hash(.event, hashes, ColumnTerm.unknown))
        case .cause: return .column(.hash(.cause, hashes, ColumnTerm.unknown))
        default: return nil
        }
    }

    private static func exists(_ path: QueryPath, _ names: NameTable) -> QueryPlan {
        func present(_ column: NameAnswers.Column) -> QueryPlan {
            // A name that is not in the table is there all the same, but for the line to say whether it is empty.
            .column(.name(NameAnswers(column, names) { _ in true }))
        }
        switch path.field {
        case .severity: return byte(.severity) { Severity(rawValue: $0) != nil }
        case .hop: return byte(.hop) { HopKind(code: $0) != nil }
        case .service: return present(.service)
        case .eventType: return present(.eventType)
        case .resource: return present(.resource)
        case .errorType: return present(.errorType)
        case .file: return present(.source)
        case .duration: return .column(.number(.duration, [(Chunk.none + 1)...Int64.max]))
        case .line: return .column(.number(.line, [1...Int64(UInt32.max)]))
        case .correlation: return .not(.column(.hash(.correlation, [0], ColumnTerm.yes)))
        case .time, .metric: return .fixed(ColumnTerm.yes)
        case .request: return onlyWith(.request)
        case .errorMessage: return onlyWith(.failed)
        case .error:
            // An object of that name may hold nothing that is known as an error.
            guard let named = RequiredText.term(exists: QueryPath(named: "error")) else { return decoded }
            return .or([onlyWith(.failed), .raw(named)])
        case nil: return RequiredText.term(exists: path).map { .raw($0) } ?? decoded
        default: return decoded
        }
    }
}
