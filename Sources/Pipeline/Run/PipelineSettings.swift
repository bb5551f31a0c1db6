package import EventModel

/// What a pipeline takes from outside, and its bounds; the defaults are those of a real run.
package struct PipelineSettings: Sendable {
    package var clock: any PipelineClock = WallClock()
    package var ids: IDSource = uuidInOrder
    /// Uniform in 0..<1; jitters the retries.
    package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
    /// The first wait after a failed delivery of a rule; each further one doubles.
    package var deliveryBackoff: Duration = .seconds(1)
    package var deliveryBackoffCeiling: Duration = .seconds(600)
    /// What a new instance of a function needs before its first invocation.
    package var coldStart: Duration = .zero
    /// How long handlers may take to end after the run is cancelled; then their messages come back later.
    package var shutdownGrace: Duration = .seconds(5)
    /// How often commits of other processes are looked for.
    package var foreignPoll: Duration = .milliseconds(100)
    /// How often the queues' metrics are written.
    package var metricsInterval: Duration = .seconds(1)
    /// Flows of which the ids are kept, so that one that begins again is not counted twice; about 100 bytes each. Beyond it the oldest
    /// finished ones are counted only.
    package var flowLimit = 100_000
    /// Executions that have succeeded of which all is kept, a few kilobytes each; beyond it the oldest are removed, and counted.
    package var executionLimit = 10_000
    package var telemetryFileBytes = 64 << 20
    package var telemetryFiles = 16
    /// Makes deliveries fail, to show or to test what follows; nil: none does.
    package var deliveryFault: (@Sendable (DeliveryAttempt) -> DeliveryFailure?)?
    /// Where objects' bytes lie; nil: in files below the data directory. One that forgets leaves versions that cannot be read.
    package var storage: (any StorageService)?
    /// The same for the stores of other locations and storage classes, by their names (``StorageClass/store(at:)``). Beside a
    /// `storage` of its own, those that are not here keep objects in memory.
    package var stores: [String: any StorageService] = [:]
    /// How often copying an object's version into another bucket is tried; the waits between are those of deliveries.
    package var replicationAttempts = 8

    /// When archived events are packed into an object.
    var archiveLimits = ArchivePack.Limits()
    /// Compiles the queries that replays choose by; nil: one with a query fails.
    package var query: QueryCompiler?
    /// Encrypts payloads where they lie; nil: the environment's, if it gives one.
    package var encryptionKey: PayloadKey?

    package init() {}
}
