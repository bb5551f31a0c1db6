package import EventModel
import GRDB

/// The bundled pipeline for those who look at it and act on it: over a data directory, whether its pipeline runs in this process, in another,
/// or not at all. What is done is in the journal when it is answered; a pipeline that runs hears of it at once.
package final class BundledPipelineDesk: PipelineDesk {
    package let isReadOnly: Bool
    let journal: Journal
    let actor: String
    let directory: String
    package let executions: ExecutionDesk
    package let archives: ArchiveDesk
    /// The pipeline, where it is this process's.
    private let running: Running?
    let telemetry: TelemetryWriter
    let now: @Sendable () -> Timestamp

    /// What is taken from a pipeline of this process; the pipeline itself is not held.
    private struct Running: Sendable {
        var instances: FunctionInstances
        var scheduler: Scheduler
        /// Its buses.
        var buses: [String]
        var contracts: ContractRegistry
    }

    /// On a data directory; the pipeline may run elsewhere.
    ///
    /// - Parameters:
    ///   - actor: who acts, for the telemetry.
    ///   - query: compiles the queries that replays choose by; nil: one with a query is refused.
    /// - Throws: ``JournalError``, `unavailable` where there is no pipeline's data.
    package init(data directory: String, actor: String, isReadOnly: Bool = false, query: QueryCompiler? = nil) throws {
        executions = try ExecutionDesk(data: directory)
        archives = ArchiveDesk(executions, data: directory, query: query)
        journal = executions.journal
        telemetry = executions.telemetry
        self.actor = actor
        self.directory = directory
        self.isReadOnly = isReadOnly
        running = nil
        now = { .now() }
    }

    /// On a pipeline of this process.
    package init(_ pipeline: Pipeline, actor: String, isReadOnly: Bool = false) {
        executions = pipeline.executionDesk
        archives = pipeline.archiveDesk
        journal = pipeline.journal
        telemetry = pipeline.telemetry
        self.actor = actor
        directory = pipeline.directory
        self.isReadOnly = isReadOnly
        running = Running(
            instances: pipeline.instances,
            scheduler: pipeline.scheduler,
            buses: pipeline.wiring.definition.buses,
            contracts: pipeline.wiring.contracts
        )
        now = { [clock = pipeline.settings.clock] in clock.now() }
    }

    package func parts() async throws -> PipelineParts {
        let now = now()
        var parts = try await journal.read { [running] db in
            try PipelineParts(in: db, buses: running?.buses, at: now)
        }
        if let running {
            for i in parts.functions.indices {
                parts.functions[i].busy = running.instances.running(parts.functions[i].name)
            }
        }
        parts.isRunning = running != nil || DirectoryLock.isHeld(directory)
        return parts
    }

    package func execution(_ id: String) async throws -> ExecutionPath? { try await executions.path(id) }

    /// What refuses an event at once; elsewhere than in its pipeline's process that shows only when the event is routed.
    var contracts: ContractRegistry { running?.contracts ?? ContractRegistry() }

    /// Wakes the pipeline of this process; one of another notices the commit.
    func wake() { running?.scheduler.ring() }
}
