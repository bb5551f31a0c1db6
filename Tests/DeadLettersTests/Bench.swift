import DeadLetters
import EventModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A clock that only tests move; waiting moves it.
final class HandClock: Sendable {
    private let instant: Mutex<Timestamp>
    init(_ start: Timestamp = Timestamp(seconds: 1_800_000_000)) { instant = Mutex(start) }

    var now: Timestamp { instant.withLock { $0 } }
    func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// Ids that count: `task-1`, `task-2`.
func counted(_ prefix: String = "task") -> IDSource {
    let counter = Mutex(0)
    return {
        counter.withLock {
            $0 += 1
            return "\(prefix)-\($0)"
        }
    }
}

let orders = DeadLetter.Destination(.queue, "orders-payment")

func letter(
    _ n: Int,
    queue: String = "payments-dlq",
    source: DeadLetter.Destination = orders,
    error: ErrorInfo? = ErrorInfo(type: "CardDeclined", message: "card ending 0341 declined"),
    generation: Int = 0,
    expires: Timestamp? = nil
) -> DeadLetter {
    DeadLetter(
        id: "m-\(String(repeating: "0", count: max(0, 7 - String(n).count)))\(n)",
        queue: queue,
        source: source,
        eventType: "OrderPlaced",
        correlationID: "c-\(n)",
        reason: "MaxReceiveCountExceeded",
        error: error,
        receiveCount: 3,
        generation: generation,
        died: Timestamp(seconds: 1_799_999_000) + .milliseconds(n),
        expires: expires,
        body: Array("body \(n)".utf8)
    )
}

/// A folder that is gone when the last that knows it is.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/tailrace-dead-letters-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
        }
    }

    deinit {
        for name in ["redrive", ""] {
            let folder = name.isEmpty ? path : path + "/" + name
            for file in names(name) { unlink(folder + "/" + file) }
            rmdir(folder)
        }
    }

    func names(_ folder: String) -> [String] {
        guard let directory = opendir(path + "/" + folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != "..", name != "redrive" { names.append(name) }
        }
        return names.sorted()
    }

    func read(_ name: String) -> [UInt8] {
        guard let file = fopen(path + "/" + name, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let n = fread(&buffer, 1, buffer.count, file)
            if n == 0 { return bytes }
            bytes += buffer[..<n]
        }
    }

    func write(_ name: String, _ bytes: [UInt8]) {
        guard let file = fopen(path + "/" + name, "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}

extension DeadLetterBrokerTraits {
    static let transactional = DeadLetterBrokerTraits(isTransactional: true, batch: 1_000)
    /// Sends and removes in two steps, and knows nothing of what it has sent.
    static let stepByStep = DeadLetterBrokerTraits(isTransactional: false, batch: 100)
}

/// A queue of dead letters and an engine over it, on a clock of their own.
struct Bench: Sendable {
    let clock: HandClock
    let broker: InMemoryDeadLetterBroker
    let engine: DeadLetterEngine
    let folder = TemporaryFolder()
    let ids = counted()

    init(
        _ letters: [DeadLetter] = [],
        queues: [String] = ["payments-dlq", "uploads-dlq"],
        destinations: [DeadLetter.Destination] = [orders, .init(.queue, "parking")],
        traits: DeadLetterBrokerTraits = .transactional,
        remembersKeys: Bool? = nil,
        fault: @escaping InMemoryDeadLetterBroker.Fault = { _ in }
    ) {
        let clock = HandClock()
        self.clock = clock
        broker = InMemoryDeadLetterBroker(
            queues: queues,
            destinations: destinations,
            traits: traits,
            remembersKeys: remembersKeys,
            now: { clock.now },
            fault: fault
        )
        broker.add(letters)
        engine = DeadLetterEngine(
            broker: broker,
            folder: folder.path,
            ids: ids,
            now: { clock.now },
            sleep: { clock.advance(by: $0) }
        )
    }

    /// Another process with the same broker and folder.
    func another(
        actor: String = "operator",
        sleep: DeadLetterEngine.Sleep? = nil,
        marker: @escaping DeadLetterEngine.Marker = { _, _ in false },
        edge: @escaping @Sendable (StateEdge) throws -> Void = { _ in }
    ) -> DeadLetterEngine {
        DeadLetterEngine(
            broker: broker,
            folder: folder.path,
            actor: actor,
            ids: ids,
            now: { [clock] in clock.now },
            sleep: sleep ?? { [clock] in clock.advance(by: $0) },
            marker: marker,
            edge: edge
        )
    }

    /// Ids that are still dead, of `payments-dlq`.
    func left() async throws -> [String] {
        try await broker.peek("payments-dlq", after: nil, limit: .max).map(\.id)
    }

    /// Runs a plan of the whole queue.
    @discardableResult
    func redriveAll(_ options: RedriveOptions = .quick) async throws -> RedriveProgress {
        try await engine.redrive(try await engine.plan("payments-dlq", .all, options)) { _ in }
    }
}

extension RedriveOptions {
    /// Waits for nothing.
    static let quick: RedriveOptions = {
        var options = RedriveOptions()
        options.patience = .zero
        return options
    }()
}

/// The same numbers for the same seed: SplitMix64 (https://prng.di.unimi.it/splitmix64.c).
struct Chance: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
