package import EventModel

/// The bundled pipeline on its data directory: publish, put and invoke are durable when they return; ``run()`` does the rest.
///
/// One pipeline at a time may be on a directory; tools (``Inbox``, ``BundledDeadLetterBroker``) may use it beside that.
package final class Pipeline: Sendable {
    package let directory: String
    /// Everything the pipeline says about itself.
    package let telemetry: TelemetryWriter
    package let settings: PipelineSettings
    let wiring: Wiring
    let journal: Journal
    let stores: ObjectStores
    let lifecycle = LifecycleWatch()
    let replicating = Replication.Running()
    let replaying = Replication.Running()
    let archiveReader: ArchiveReader
    let scheduler: Scheduler
    let arrivals = MessageSignal()
    let expiry = ExpiryWatch()
    let instances = FunctionInstances()
    let controls = Controls.Current()
    let interrupts = Interrupts()
    let executors = HandlerExecutor.Pool()
    private let lock: DirectoryLock

    var clock: any PipelineClock { settings.clock }

    /// Opens or makes the directory and takes it for this process. Nothing runs until ``run()``.
    ///
    /// - Throws: ``DefinitionError``; ``JournalError``, `inUse` if another pipeline is on the directory.
    package init(
        _ definition: PipelineDefinition,
        data directory: String,
        settings: PipelineSettings = PipelineSettings()
    ) throws {
        self.directory = directory
        self.settings = settings
        wiring = try Wiring(definition, ids: settings.ids)
        try makeDirectory(directory)
        lock = try DirectoryLock(directory: directory)
        journal = try Journal(directory: directory, key: settings.encryptionKey)
        stores = ObjectStores(folder: directory, settings: settings, key: journal.key)
        archiveReader = ArchiveReader(journal, stores)
        telemetry = try TelemetryWriter(
            folder: directory + "/telemetry",
            maximumBytes: settings.telemetryFileBytes,
            maximumFiles: settings.telemetryFiles
        )
        scheduler = Scheduler(clock: settings.clock)
    }

    deinit { close() }

    /// Writes out the telemetry, ends its subscriptions and gives the directory up. To be called when ``run()`` has returned; letting
    /// go of the pipeline does the same, once the last handler that ignored its end has let go too.
    package func close() {
        telemetry.close()
        lock.release()
    }

    /// Hears every telemetry line from now on, buffering at most `capacity` bytes.
    package func subscribe(capacity: Int = 8 << 20) -> TelemetrySubscription { telemetry.subscribe(capacity: capacity) }

    /// What the pipeline has to do.
    package enum Activity: Hashable, Sendable {
        case busy
        /// Nothing now; a retry, a delay or a visibility timeout is due then.
        case waiting(until: Timestamp)
        /// Nothing, now or later, unless something new comes in.
        case idle
    }

    /// What a running pipeline has to do at this moment.
    package var activity: Activity {
        if scheduler.isBusy { return .busy }
        return scheduler.nextDue.map(Activity.waiting) ?? .idle
    }

    /// Returns when a running pipeline has nothing left to do, retries and delays included. Messages in queues that nobody polls,
    /// dead letters among them, are nothing to do. Returns early when the task is cancelled.
    package func drain() async { await scheduler.idle() }

    /// The same on a clock that stands still: moves it from one due instant to the next until nothing is left to do.
    package func drain(advancing clock: ManualClock) async {
        while true {
            await scheduler.settled()
            guard !Task.isCancelled, let next = scheduler.nextDue else { return }
            clock.advance(to: next)
        }
    }

    /// Returns when everything that can happen at the present instant of a standing clock has happened.
    package func settle() async { await scheduler.settled() }

    /// When a settled pipeline will go on by itself; nil if it will not.
    package var nextDue: Timestamp? { scheduler.nextDue }

    /// Runs the pipeline for as long as `body` takes.
    package func running<R: Sendable>(_ body: @Sendable () async throws -> R) async throws -> R {
        // What keeps it from starting shows here, before `body` could wait for it in vain.
        try await register()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.run() }
            let result = try await body()
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }
}
