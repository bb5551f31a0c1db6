import EventModel

@testable import Telemetry

/// A state machine's telemetry as the bundled pipeline writes it.
struct SagaFlow {
    var flow = FlowWriter()
    private let machine = "order-saga"
    private var event = 0

    /// Publishes the event and starts the execution `x` at 2 ms.
    init() {
        flow.publish(0, "e")
        flow.deliver(2, "d", by: "e")
        history(2, "ExecutionStarted", id: "x", by: "d")
    }

    /// A line of the execution's history.
    mutating func history(
        _ ms: Double,
        _ type: String,
        id: String,
        by cause: String,
        state: String? = nil,
        error: String? = nil
    ) {
        event += 1
        var members: [String: JSON] = [
            "hop": "state", "event_id": .string(id), "causation_id": .string(cause), "service_name": .string(machine),
            "resource": .string("state-machine/\(machine)"), "event_type": .string(type),
            "message": .string(state.map { "\($0): \(type)" } ?? type), "execution_id": "x",
            "history_event": .int(event),
        ]
        if let state { members["state"] = .string(state) }
        if let error { members["error"] = ErrorInfo(type: error, message: "it broke").json }
        flow.write(ms, members, severity: error == nil ? "INFO" : "ERROR")
    }

    /// A state with a task: entered, tried, left.
    ///
    /// - Parameter errors: of each try; empty where it went well.
    mutating func task(_ ms: Double, _ state: String, tries errors: [String] = [""], inside: String = "x") {
        let id = "\(inside)/\(state)"
        history(ms, "TaskStateEntered", id: id, by: inside, state: state)
        var at = ms
        for (n, error) in errors.enumerated() {
            let request = "\(id)#\(n)"
            history(at, "LambdaFunctionScheduled", id: id, by: inside, state: state)
            flow.start(at + 1, request, by: id, attempt: n + 1, function: state)
            let failed = error.isEmpty ? nil : error
            flow.end(at + 4, request, by: id, took: 3, attempt: n + 1, function: state, error: failed)
            history(
                at + 4,
                failed == nil ? "LambdaFunctionSucceeded" : "LambdaFunctionFailed",
                id: id,
                by: inside,
                state: state,
                error: failed
            )
            at += 10
        }
        history(at - 6, "TaskStateExited", id: id, by: inside, state: state)
    }

    mutating func end(_ ms: Double, _ type: String = "ExecutionSucceeded", error: String? = nil) {
        history(ms, type, id: "x", by: "d", error: error)
    }

    /// Paid at 2 ms, at the second try reserved at 10 ms, not shipped at 30 ms; undone by 54 ms.
    static var compensated: SagaFlow {
        var saga = SagaFlow()
        saga.task(2, "ProcessPayment")
        saga.task(10, "ReserveInventory", tries: ["TransientError", ""])
        saga.task(30, "CreateShipment", tries: ["ShipmentError"])
        saga.task(40, "ReleaseInventory")
        saga.task(50, "RefundPayment")
        saga.end(54)
        return saga
    }

    var history: FlowHistory? { flow.snapshot.history("flow") }
}

extension FlowHistory {
    /// The step that says so; 0 if none does.
    func step(_ what: String) -> Int { steps(1..<count + 1).first { $0.what == what }?.number ?? 0 }

    /// An instant so many milliseconds from the test's start.
    static func at(_ ms: Double) -> Timestamp { TestLog.start + .nanoseconds(Int64(ms * 1e6)) }
}
