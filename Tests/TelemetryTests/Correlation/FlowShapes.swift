import EventModel

/// Flows of any size: what a bus, queues and functions write of them.
enum FlowShapes {
    /// So many orders, each caused by the one before or by the first: published, delivered, queued, handled with a log line,
    /// some of them after a failed attempt. Seven records an order, ten where it was retried.
    static func orders(_ count: Int) -> FlowWriter {
        var flow = FlowWriter()
        var cause: String?
        for n in 0..<count {
            let at = Double(n) * 20
            flow.publish(at, "e\(n)", by: cause)
            flow.deliver(at + 1, "d\(n)", by: "e\(n)", took: 1)
            flow.queue(at + 2, "m\(n)", by: "d\(n)")
            let retried = n % 50 == 7
            for attempt in 1...(retried ? 2 : 1) {
                let start = at + 6 + Double(attempt - 1) * 9
                let request = "r\(n)-\(attempt)"
                flow.start(start, request, by: "m\(n)", attempt: attempt, wait: 4)
                flow.log(start + 2, "charging", request: request)
                let error = retried && attempt == 1 ? "Declined" : nil
                flow.end(start + 5, request, by: "m\(n)", took: 5, attempt: attempt, error: error)
            }
            cause = n % 3 == 0 ? "e0" : "r\(n)-\(retried ? 2 : 1)"
        }
        return flow
    }
}
