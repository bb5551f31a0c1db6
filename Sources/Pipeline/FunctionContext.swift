package import EventModel

/// What a handler may know and do while it runs. Everything it does carries the flow's correlation id and names this
/// invocation as its cause.
package protocol FunctionContext: Sendable {
    var requestID: String { get }
    var functionName: String { get }
    /// The correlation id of the record being handled; of a batch, its first record's.
    var correlationID: String { get }
    /// Counts from 1.
    var attempt: Int { get }
    /// The first invocation of a new instance.
    var coldStart: Bool { get }
    var now: Timestamp { get }
    /// What the function's ``FunctionDefinition/initialise`` answered for this instance; nil where there is none.
    var initialised: (any Sendable)? { get }

    /// The same context for one record of a batch: its correlation id, its attempt, its message as the cause.
    func record(_ index: Int) -> any FunctionContext

    /// Puts an event on the bus `default`; durable when it returns. Answers the event's id.
    @discardableResult
    func publish(source: String, type: String, data: JSON, subject: String?) async throws -> String

    /// Publishes a message to a topic; durable when it returns. Answers the message's id.
    ///
    /// - Throws: ``TopicError``.
    @discardableResult
    func publish(_ message: TopicMessage, to topic: String) async throws -> String

    /// Puts a record on a stream; durable when it returns. Answers its sequence number.
    ///
    /// - Throws: ``StreamError``, `throughputExceeded` among them.
    @discardableResult
    func put(_ data: [UInt8], partitionKey: String, on stream: String) async throws -> String

    /// Starts an execution of a state machine; durable when it returns. Answers its id. With a name, which is unique among the
    /// machine's executions, it is started once however often this is called.
    ///
    /// - Throws: ``StateMachineError``.
    @discardableResult
    func startExecution(of machine: String, _ input: JSON, name: String?) async throws -> String

    /// Writes a log line of this invocation.
    func log(_ severity: Severity, _ eventType: String, _ message: String, _ fields: [JSON.Member])

    /// Passes on a record that the function has written itself, member for member. What it lacks of what every line has (time,
    /// severity, service, event type, correlation id) is added, as are the invocation's own ids.
    func pass(_ record: JSON.Object)

    /// Counts or times something: an EMF metric with the dimension `service`.
    func metric(_ name: String, _ value: Double, unit: String)

    /// Says how much memory the invocation took at most, where that can be measured: of a program, not of a handler in this process.
    func measured(peakMegabytes: Int)

    /// Waits, as a call to another service does; ends early with `CancellationError` when the invocation times out.
    func sleep(_ duration: Duration) async throws

    /// Reads an item of a table; nil if there is none.
    func item(_ key: String, in table: String) async throws -> JSON?

    /// The same where the table has a sort key.
    func item(_ key: String, sort: String, in table: String) async throws -> JSON?

    /// Reads and writes items of tables in one transaction: the conditional write. `body` gets a view of the tables, may run on
    /// another thread, must not wait, and what it throws undoes all it wrote. Durable when this returns.
    func transact<R: Sendable>(_ body: @escaping @Sendable (inout any TableAccess) throws -> R) async throws -> R

    /// An aggregate as it is now; of version 0 where there is none.
    func aggregate(_ name: AggregateName) async throws -> AggregateState

    /// Appends events to an aggregate and publishes what `publishing` makes of them, in one transaction; durable when it returns.
    ///
    /// - Throws: ``ConcurrencyConflict`` where the aggregate has another version than `version` by now.
    @discardableResult
    func append(
        _ events: [NewAggregateEvent],
        to name: AggregateName,
        expecting version: Int,
        publishing: AggregatePublication?
    ) async throws -> AggregateState

    /// The newest version of an object; throws ``ErrorInfo`` `NoSuchKey` if there is none.
    func object(_ key: String, in bucket: String) async throws -> [UInt8]

    /// A version of an object; throws ``ErrorInfo`` `NoSuchVersion` if it is not there.
    func object(_ key: String, in bucket: String, version: String?) async throws -> [UInt8]

    /// What is known of the newest version of an object; nil if there is none.
    func head(_ key: String, in bucket: String) async throws -> ObjectVersion?

    /// Stores a new version of an object, durable when it returns; `Object Created` goes on the bus.
    func put(_ bytes: [UInt8], key: String, in bucket: String, metadata: [String: String]) async throws

    /// Deletes an object: without a version by a delete marker, with one by removing that version for ever; `Object Deleted` goes on
    /// the bus. What is not there is no error.
    func delete(_ key: String, in bucket: String, version: String?) async throws
}

extension FunctionContext {
    /// The same without metadata.
    package func put(_ bytes: [UInt8], key: String, in bucket: String) async throws {
        try await put(bytes, key: key, in: bucket, metadata: [:])
    }
}

/// Items of tables, within a transaction.
package protocol TableAccess {
    subscript(table: String, key: String) -> JSON? { get set }
    subscript(table: String, key: String, sort: String) -> JSON? { get set }
}
