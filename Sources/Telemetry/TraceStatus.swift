/// How a hop or a flow ended, as far as its records tell.
package enum TraceStatus: String, Hashable, Sendable, CaseIterable {
    case ok, error, retried, dead, running, unknown
}
