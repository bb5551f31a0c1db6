import EventModel
import GRDB
import Synchronization

/// What operators have set on a pipeline while it runs: consumers that are paused, functions that fail. Kept in the journal until it
/// is taken back, so that another process can set it too; read at every turn.
struct Controls: Sendable, Equatable {
    /// Consumers by their ids.
    var paused: Set<String> = []
    /// By function.
    var faults: [String: FaultInjection] = [:]

    init() {}

    init(in db: Database) throws {
        for row in try db.rows("SELECT id FROM consumers WHERE paused = 1") { paused.insert(row[0]) }
        for row in try db.rows("SELECT function, share, error, message FROM faults") {
            let fault = FaultInjection(row)
            faults[fault.function] = fault
        }
    }

    /// The controls that hold now, for handlers that start outside of a turn.
    final class Current: Sendable {
        private let state = Mutex(Controls())

        func set(_ controls: Controls) { state.withLock { if $0 != controls { $0 = controls } } }

        /// The error with which an invocation fails, if the draw, 0 to 1, is within the fault's share.
        func fault(of function: String, _ draw: () -> Double) -> ErrorInfo? {
            guard let fault = state.withLock({ $0.faults.isEmpty ? nil : $0.faults[function] }) else { return nil }
            return draw() < fault.share ? fault.error : nil
        }
    }
}

extension FaultInjection {
    /// From `function, share, error, message`.
    init(_ row: Row) {
        self.init(function: row[0], share: row[1], error: ErrorInfo(type: row[2], message: row[3]))
    }
}

extension EventSourceMapping {
    /// What operators call it: `QUEUE/FUNCTION`.
    var consumer: String { "\(queue)/\(function)" }
}

extension StreamMapping {
    /// What operators call it: `SOURCE/FUNCTION`.
    var consumer: String { "\(source)/\(function)" }
}

extension Wiring {
    /// Leaves the consumers in the journal; one that somebody paused stays so.
    func registerConsumers(in db: Database) throws {
        try db.run("UPDATE consumers SET live = 0")
        func add(_ id: String, _ source: String, _ function: String) throws {
            try db.run(
                """
                INSERT INTO consumers(id, source, function) VALUES(?, ?, ?) ON CONFLICT(id) DO UPDATE SET live = 1
                """,
                [id, source, function]
            )
        }
        for mapping in definition.mappings { try add(mapping.consumer, mapping.queue, mapping.function) }
        for mapping in definition.streamMappings {
            try add(mapping.consumer, "\(mapping.source)", mapping.function)
        }
    }
}
