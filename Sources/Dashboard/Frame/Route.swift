package import Telemetry

/// A place in the dashboard. ``Dashboard`` opens it: a page replaces what is open, a flow goes on top of it.
package enum Route: Hashable, Sendable {
    /// A page as it was left.
    case page(Page)
    /// The Logs page with this filter.
    case logs(query: String)
    /// The Traces page with this filter and this order.
    case traces(query: String, sort: TraceSort)
    /// One flow, by its correlation id.
    case trace(String)
    /// The Dead letters page; with a name, that queue selected.
    case deadLetters(queue: String?)
    /// The Pipeline page, and what to do there.
    case pipeline(PipelineAim?)

    /// The page the route lies on; nil for what opens on top of any page.
    package var page: Page? {
        switch self {
        case .page(let page): page
        case .logs: .logs
        case .traces: .traces
        case .trace: nil
        case .deadLetters: .deadLetters
        case .pipeline: .pipeline
        }
    }
}
