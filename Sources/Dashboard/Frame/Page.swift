package import TerminalUI

/// The pages behind the number keys, in the order of their tabs. A page that is not built is not listed.
package enum Page: Int, Hashable, Sendable, CaseIterable {
    case overview = 1
    case logs, traces, deadLetters, map
    case pipeline = 7

    /// The tab's words.
    package var title: String {
        switch self {
        case .overview: "Overview"
        case .logs: "Logs"
        case .traces: "Traces"
        case .deadLetters: "Dead letters"
        case .map: "Map"
        case .pipeline: "Pipeline"
        }
    }

    /// What `:go` takes.
    package var word: String {
        switch self {
        case .overview: "overview"
        case .logs: "logs"
        case .traces: "traces"
        case .deadLetters: "dlq"
        case .map: "map"
        case .pipeline: "pipeline"
        }
    }

    /// The number key that opens it.
    package var key: Key { .character(Character(String(rawValue))) }
}
