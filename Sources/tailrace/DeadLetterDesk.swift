import DeadLetters
import EventModel
import Pipeline

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The dead-letter engine over the bundled pipeline's data directory, whether or not a pipeline runs on it. Its journal and its
/// audit log are in the same directory, so that every process that works there sees the tasks of the others.
struct DeadLetterDesk {
    let engine: DeadLetterEngine

    /// - Parameter contracts: what a message must still satisfy where it goes, for plans to say.
    init(
        _ data: DataOption,
        isReadOnly: Bool = Self.isReadOnlyByEnvironment,
        contracts: ContractRegistry = BundledContracts.registry
    ) throws {
        do {
            let broker = try BundledDeadLetterBroker(data: data.directory, actor: Operator.name)
            self.init(broker, data: data.directory, isReadOnly: isReadOnly, contracts)
        } catch let error as DeadLetterError {
            throw Failure.badInput(error.message)
        } catch let error as JournalError {
            throw Failure.badInput("\(error)")
        }
    }

    /// Over a pipeline that runs in this process.
    init(
        _ pipeline: Pipeline,
        data directory: String,
        isReadOnly: Bool = Self.isReadOnlyByEnvironment,
        contracts: ContractRegistry = BundledContracts.registry
    ) {
        let broker = BundledDeadLetterBroker(pipeline, actor: Operator.name)
        self.init(broker, data: directory, isReadOnly: isReadOnly, contracts)
    }

    private init(
        _ broker: BundledDeadLetterBroker,
        data directory: String,
        isReadOnly: Bool,
        _ contracts: ContractRegistry
    ) {
        let marker = DeployMarker(directory + "/telemetry")
        engine = DeadLetterEngine(
            broker: broker,
            folder: directory,
            actor: Operator.name,
            isReadOnly: isReadOnly,
            marker: { marker.isSeen($0, since: $1) },
            objection: { _, body in contracts.objection(toBody: body) }
        )
    }

    /// `TAILRACE_READ_ONLY=1` takes the power to change anything from every command and screen.
    static var isReadOnlyByEnvironment: Bool {
        guard let value = getenv("TAILRACE_READ_ONLY").map({ String(cString: $0) }) else { return false }
        return !["", "0", "false", "no"].contains(value.lowercased())
    }
}

extension Timestamp? {
    /// RFC 3339 or null.
    var json: JSON { self.map { .string($0.rfc3339()) } ?? .null }
}
