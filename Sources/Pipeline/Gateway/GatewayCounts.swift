/// What a gateway has done since it was opened.
package struct GatewayCounts: Hashable, Sendable {
    /// Requests that were answered, by the status of the answer; what was refused before it was a request counts too.
    package private(set) var byStatus: [Int: Int] = [:]
    /// By the route's key; only those that were let in.
    package private(set) var byRoute: [String: Int] = [:]
    package var inFlight = 0
    /// The most that were in flight at once.
    package var mostInFlight = 0
    package var connections = 0
    /// Refused, since there were as many as there may be.
    package var connectionsRefused = 0
    /// Connections that were closed since their client was too slow with a request, or did not read the answer.
    package var slow = 0
    /// Requests whose client went away before the body had come.
    package var aborted = 0

    package init() {}

    package var requests: Int { byStatus.values.reduce(0, +) }

    mutating func count(_ status: Int) { byStatus[status, default: 0] += 1 }

    mutating func begin(_ route: String) {
        byRoute[route, default: 0] += 1
        inFlight += 1
        mostInFlight = max(mostInFlight, inFlight)
    }
}
