/// What was odd about where a record was placed. Odd records are placed and labelled, never hidden.
package enum TraceLabel: String, Hashable, Sendable, CaseIterable {
    /// Its cause is not among the records.
    case orphan
    /// Its causes lead back to itself.
    case cycle
    /// The same record came more than once.
    case duplicate
    /// It came after the flow had been quiet for long.
    case late
    /// It starts before its cause: two clocks disagree.
    case skewed
    /// It began and has no end yet, or its start is missing.
    case incomplete
    /// It was put on a stream that nothing reads, and so goes no further.
    case noReader = "no reader"
}

/// Several labels at once, a bit each.
package struct TraceLabels: OptionSet, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package init(_ labels: some Sequence<TraceLabel>) {
        self.init(rawValue: labels.reduce(0) { $0 | TraceLabels($1).rawValue })
    }

    package init(_ label: TraceLabel) {
        self =
            switch label {
            case .orphan: TraceLabels(rawValue: 1)
            case .cycle: TraceLabels(rawValue: 2)
            case .duplicate: TraceLabels(rawValue: 4)
            case .late: TraceLabels(rawValue: 8)
            case .skewed: TraceLabels(rawValue: 16)
            case .incomplete: TraceLabels(rawValue: 32)
            case .noReader: TraceLabels(rawValue: 64)
            }
    }

    /// The labels, in the order in which ``TraceLabel`` lists them.
    package var list: [TraceLabel] { rawValue == 0 ? [] : TraceLabel.allCases.filter { contains(TraceLabels($0)) } }
}
