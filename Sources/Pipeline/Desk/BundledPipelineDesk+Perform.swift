package import EventModel
import GRDB

/// Why a desk did not do what it was asked for.
package struct DeskRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
    package init(_ description: String) { self.description = description }
}

extension BundledPipelineDesk {
    package func perform(_ command: PipelineCommand) async throws -> String {
        if isReadOnly { throw DeskRefusal("nothing is changed from here: it is read-only") }
        switch command {
        case .publish(let bus, let source, let type, let data):
            let inbox = Inbox(journal, contracts: contracts)
            let event = try await inbox.publish(source: source, type: type, data: data, on: bus, at: now())
            wake()
            return "published \(type) as \(event.id), flow \(event.correlationID)"
        case .setRule(let name, let isEnabled):
            guard try await RuleBook(journal).set([name], enabled: isEnabled).isEmpty else {
                throw DeskRefusal("there is no rule \(name)")
            }
            tell(
                .warn,
                isEnabled ? "RuleEnabled" : "RuleDisabled",
                name,
                "the rule \(name) was switched \(isEnabled ? "on" : "off")"
            )
            return "rule \(name) is \(isEnabled ? "on" : "off: it matches nothing until it is switched on")"
        case .setConsumer(let id, let isPaused):
            try await change(
                "UPDATE consumers SET paused = ? WHERE id = ?",
                [isPaused, id],
                orElse: "there is no consumer \(id)"
            )
            tell(
                .warn,
                isPaused ? "ConsumerPaused" : "ConsumerResumed",
                id,
                "the consumer \(id) was \(isPaused ? "paused" : "resumed")"
            )
            return "consumer \(id) \(isPaused ? "takes nothing until it is resumed" : "goes on")"
        case .injectFault(let fault):
            try await inject(fault)
            return
                "\(percent(fault.share)) of \(fault.function)'s invocations fail with \(fault.error.type) until the fault is cleared"
        case .clearFault(let function):
            try await change(
                "DELETE FROM faults WHERE function = ?",
                [function],
                orElse: "no fault is injected into \(function)"
            )
            tell(.info, "FaultCleared", function, "the fault in \(function) was cleared")
            return "\(function) works again"
        case .startReplay(let request):
            let replay = try await refusing { try await archives.start(request, by: actor) }
            return "\(replay.name) puts events of \(replay.archive) on their bus again"
        case .stopReplay(let name):
            let replay = try await refusing { try await archives.cancel(name) }
            return "\(name) is cancelled; the \(replay.replayed) events that it has put on the bus stay there"
        case .redriveExecution(let id):
            try await executions.redrive(id)
            return "\(id) goes on from the state that failed"
        case .stopExecution(let id):
            try await executions.stop(id, error: "Stopped", cause: "stopped by \(actor)")
            return "\(id) is stopped"
        }
    }

    private func refusing<R>(_ body: () async throws -> R) async throws -> R {
        do { return try await body() } catch let error as ReplayError { throw DeskRefusal(error.message) }
    }

    private func inject(_ fault: FaultInjection) async throws {
        guard fault.share > 0, fault.share <= 1 else { throw DeskRefusal("a share is above 0 % and at most 100 %") }
        guard !fault.error.type.isEmpty else { throw DeskRefusal("an error has a type") }
        try await journal.write { db in
            guard try db.integer("SELECT 1 FROM functions WHERE name = ? AND live = 1", [fault.function]) != nil else {
                throw DeskRefusal("there is no function \(fault.function)")
            }
            try db.run(
                "INSERT OR REPLACE INTO faults VALUES(?, ?, ?, ?)",
                [fault.function, fault.share, fault.error.type, fault.error.message]
            )
        }
        wake()
        tell(
            .warn,
            "FaultInjected",
            fault.function,
            "\(percent(fault.share)) of the invocations of \(fault.function) fail with \(fault.error.type)"
        )
    }

    /// Runs a statement that must change a row.
    private func change(_ sql: String, _ arguments: StatementArguments, orElse refusal: String) async throws {
        let changed = try await journal.write { db in
            try db.run(sql, arguments)
            return db.changesCount
        }
        if changed == 0 { throw DeskRefusal(refusal) }
        wake()
    }

    /// Leaves in the telemetry who did what.
    private func tell(_ severity: Severity, _ type: String, _ resource: String, _ message: String) {
        var lines = TelemetryLines()
        let head = TelemetryLines.Head(
            now(),
            severity,
            service: "pipeline",
            eventType: type,
            correlationID: nil,
            "\(message), by \(actor)"
        )
        lines.add(head) { fields in
            fields.add("resource", resource)
            fields.add("actor", actor)
        }
        telemetry.write(lines)
        telemetry.flush()
    }

    private func percent(_ share: Double) -> String {
        share == 1 ? "all" : "\(JSON.double((share * 1_000).rounded() / 10)) %"
    }
}
