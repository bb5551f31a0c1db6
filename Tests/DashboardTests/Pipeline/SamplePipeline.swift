import Dashboard
import EventModel
import TerminalUI

/// The parts of a small shop in which a few things are wrong, written for the tests.
enum SamplePipeline {
    static let now = DashboardDriver.now

    static func rule(
        _ name: String,
        _ targets: [String],
        _ matched: Int,
        bus: String = "default",
        isEnabled: Bool = true,
        isSwitched: Bool = false
    ) -> PipelineParts.Rule {
        PipelineParts.Rule(
            name: name,
            bus: bus,
            pattern: [
                "source": ["shop"], "detail-type": ["OrderPlaced"], "detail": ["total": [["numeric": [">", 10]]]],
            ],
            targets: targets,
            isEnabled: isEnabled,
            isSwitched: isSwitched,
            matched: matched
        )
    }

    static func queue(_ name: String, _ visible: Int, _ inFlight: Int = 0, oldest: Int? = nil, isDead: Bool = false)
        -> PipelineParts.Queue
    {
        PipelineParts.Queue(
            name: name,
            visible: visible,
            inFlight: inFlight,
            delayed: 0,
            oldest: oldest.map { .seconds($0) },
            isDeadLetterQueue: isDead
        )
    }

    static func consumer(_ source: String, _ function: String, isPaused: Bool = false) -> PipelineParts.Consumer {
        PipelineParts.Consumer(id: "\(source) → \(function)", source: source, function: function, isPaused: isPaused)
    }

    static func function(
        _ name: String,
        _ service: String,
        _ invocations: Int,
        errors: Int = 0,
        busy: Int? = 0,
        cost: Double = 0
    ) -> PipelineParts.Function {
        var function = PipelineParts.Function(name: name, service: service, memoryMB: 256, concurrency: 16)
        function.busy = busy
        function.invocations = invocations
        function.errors = errors
        function.coldStarts = min(invocations, 7)
        if invocations > 0 { (function.duration, function.longest) = (.milliseconds(41), .milliseconds(1900)) }
        function.cost = cost
        return function
    }

    static func execution(
        _ id: String,
        _ status: String,
        started: Int,
        ended: Int?,
        state: String?,
        error: String? = nil,
        redrives: Int = 0
    ) -> PipelineParts.Execution {
        PipelineParts.Execution(
            id: id,
            machine: "order-saga",
            name: "7c1d9e40-\(id)",
            status: status,
            correlationID: "flow-\(id)",
            started: now - .seconds(started),
            ended: ended.map { now - .seconds($0) },
            state: state,
            error: error,
            redrives: redrives
        )
    }

    static func parts() -> PipelineParts {
        var parts = PipelineParts()
        parts.isRunning = true
        parts.buses = [
            .init(name: "default", published: 43_100, unmatched: 31),
            .init(name: "files", published: 812, unmatched: 0),
        ]
        parts.rules = [
            rule("order-fanout", ["queue orders-payment", "function inventory-reserve", "function notify"], 12_984),
            rule("order-requested", ["state machine order-saga"], 201, isEnabled: false, isSwitched: true),
            rule("order-test", ["function echo"], 0, isEnabled: false),
            rule("payment-confirmed", ["function inventory-update"], 11_007),
            rule("file-uploaded", ["queue uploads"], 812, bus: "files"),
        ]
        parts.queues = [
            queue("orders-payment", 96, 5, oldest: 48), queue("payments-dlq", 9, oldest: 200, isDead: true),
            queue("uploads", 3), queue("uploads-dlq", 0, isDead: true),
        ]
        parts.consumers = [
            consumer("clicks", "count-clicks"), consumer("orders-payment", "order-payment", isPaused: true),
            consumer("uploads", "validate-csv"), consumer("uploads", "virus-scan"),
        ]
        parts.functions = [
            function("count-clicks", "analytics", 43, busy: nil),
            function("echo", "test", 0),
            function("inventory-reserve", "inventory", 12_984, errors: 12, busy: 3, cost: 0.0132),
            function("notify", "notifications", 12_980, busy: 1, cost: 0.0021),
            function("order-payment", "payments", 13_102, errors: 1_304, busy: 16, cost: 1.284),
        ]
        parts.functions[3].fault = FaultInjection(function: "notify", share: 0.25)
        parts.functions[4].advice = "measured 61 MB of 256 MB; 128 MB would cost half and take as long"
        parts.machines = [.init(name: "order-saga", running: 2, succeeded: 188, failed: 3)]
        parts.executions = [
            execution("exec-5", "RUNNING", started: 3, ended: nil, state: "ReserveInventory"),
            execution("exec-4", "SUCCEEDED", started: 60, ended: 58, state: "CompleteOrder"),
            execution(
                "exec-3",
                "FAILED",
                started: 130,
                ended: 128,
                state: "ReserveInventory",
                error: "OutOfStock: 3 left of item 17",
                redrives: 1
            ),
        ]
        parts.archives = [
            .init(
                name: "orders-archive",
                bus: "default",
                events: 100_000,
                bytes: 41_200_000,
                first: now - .seconds(86_400),
                last: now - .seconds(2)
            )
        ]
        parts.replays = [
            .init(
                name: "replay-2",
                archive: "orders-archive",
                state: "RUNNING",
                sent: 12_034,
                selected: 100_000,
                started: now - .seconds(24),
                ended: nil
            ),
            .init(
                name: "replay-1",
                archive: "orders-archive",
                state: "FAILED",
                sent: 3,
                selected: nil,
                started: now - .seconds(500),
                ended: now - .seconds(498),
                failure: "orders/2026/03/14.jsonl.gz: not gzip"
            ),
        ]
        parts.cost.total = 1.3004
        parts.cost.budget = 5
        parts.cost.spent = 0.42
        return parts
    }

    /// A shop in which nothing is wrong.
    static func healthy() -> PipelineParts {
        var parts = parts()
        parts.rules.removeAll { !$0.isEnabled }
        parts.queues = [queue("orders-payment", 3, 5, oldest: 1), queue("payments-dlq", 0, isDead: true)]
        parts.consumers = [consumer("orders-payment", "order-payment")]
        parts.functions = [function("order-payment", "payments", 13_102, errors: 3, busy: 2, cost: 1.284)]
        parts.machines[0].failed = 0
        parts.executions.removeLast()
        parts.replays.removeLast()
        return parts
    }

    /// An execution that failed in its second state, on its second attempt.
    static func path(_ id: String = "exec-3") -> ExecutionPath {
        typealias State = ExecutionPath.State
        let execution = parts().executions.first { $0.id == id } ?? parts().executions[0]
        var states = [
            State(
                name: "ProcessPayment",
                type: "Task",
                mark: .left,
                entered: 1,
                attempts: 1,
                since: execution.started + .milliseconds(120)
            ),
            State(
                name: "ReserveInventory",
                type: "Task",
                mark: .failed,
                entered: 1,
                attempts: 2,
                since: execution.started + .milliseconds(1_900),
                error: "OutOfStock: 3 left of item 17"
            ),
            State(name: "CreateShipment", type: "Task", mark: .ahead),
            State(name: "CompleteOrder", type: "Task", mark: .ahead),
        ]
        if execution.isRunning {
            states[1] = State(
                name: "ReserveInventory",
                type: "Task",
                mark: .current,
                entered: 1,
                attempts: 2,
                since: execution.started + .milliseconds(120)
            )
        }
        return ExecutionPath(
            execution: execution,
            states: states,
            input: ["order": ["id": "order-1042", "total": 42.10, "items": [["sku": "A-1", "count": 2]]]],
            output: nil,
            cause: execution.isRunning ? nil : "the warehouse has 3 of the 5 that were ordered"
        )
    }

    static func view(_ parts: PipelineParts = parts(), isReadOnly: Bool = false) -> PipelineView {
        var view = PipelineView()
        view.available = true
        view.loaded = true
        view.isReadOnly = isReadOnly
        view.parts = parts
        return view
    }

    static func driver(
        _ size: Size = DashboardDriver.narrow,
        _ view: PipelineView = view(),
        theme: Theme = Theme()
    ) -> DashboardDriver {
        DashboardDriver(.pipeline, size: size, theme: theme) { $0.pipeline = view }
    }

    /// A driver whose page has a section open and a part of it selected.
    static func driver(
        at part: PipelinePart,
        _ size: Size = DashboardDriver.narrow,
        _ view: PipelineView = view(),
        theme: Theme = Theme()
    ) -> DashboardDriver {
        var ui = driver(size, view, theme: theme)
        ui.open(.pipeline(.select(part)))
        return ui
    }
}
