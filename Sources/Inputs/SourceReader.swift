import Dispatch
package import EventModel
import Synchronization
package import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads sources into a store: once, or for as long as they grow. Reading waits for the store, so nothing is dropped on the
/// way; a source that fails is reported and the others go on.
package final class SourceReader: Sendable {
    struct State {
        var problems: [String] = []
        var notes: [String] = []
        var read = 0
        var total = 0
        var caughtUp = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var stopped = false
        var waiting: [String] = []
        var counters = InputCounters()
        /// Files whose lines the store reads again when they are wanted.
        var loaded: [String: RawFile] = [:]
    }

    let sources: [Source]
    let now: @Sendable () -> Timestamp
    let state = Mutex(State())
    let files = Mutex(FollowedFiles())
    /// Files are read by a thread that may block, never by the tasks' threads.
    let queue = DispatchQueue(label: "tailrace.files")
    /// Rings when a look at everything that had changed has been finished, and for each piece of a stream.
    let rounds = Doorbell()

    private let lead: Lead?
    private let cores: Int

    /// - Parameters:
    ///   - lead: bytes by which streams and followed files may be read ahead of ``take(upTo:)``; nil: without bound, where
    ///     the store's own bound is enough.
    ///   - cores: how many read and decode the files that are there at the start; nil: all.
    package init(
        _ sources: [Source],
        lead: Int? = nil,
        cores: Int? = nil,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.sources = sources
        self.cores = cores ?? Cores.threads
        self.lead = lead.map { Lead(limit: $0) }
        self.now = now
    }

    /// Bytes that came from streams and followed files so far; for ``take(upTo:)``.
    package var ahead: Int { lead?.read ?? 0 }

    /// Says that the first so many bytes of streams and followed files have been taken from the store: reading may go on.
    package func take(upTo bytes: Int) { lead?.take(upTo: bytes) }

    /// Whether a source can be read only once.
    package var readsStreams: Bool {
        sources.contains { source in
            switch source {
            case .standardInput, .pipe: true
            case .file, .pattern: false
            }
        }
    }

    /// What could not be read, each with its place; in the order it was met.
    package var problems: [String] { state.withLock { $0.problems } }

    /// How much of what was there at the start has been read, 0 to 1; nil once all of it has.
    package var progress: Double? {
        state.withLock { $0.caughtUp || $0.total == 0 ? nil : min(1, Double($0.read) / Double($0.total)) }
    }

    /// What happened to followed files that may have cost lines; in the order it happened, the first hundred.
    package var notes: [String] { state.withLock { $0.notes } }

    /// Names that were given and lead to no file yet, while following.
    package var waiting: [String] { state.withLock { $0.waiting } }

    /// What is wrong with the sources now, for people.
    package var troubles: [String] {
        state.withLock { $0.problems + $0.waiting.map { "\($0) is not there yet; waiting for it" } }
    }

    /// What happened to the sources while they were read.
    package var counters: InputCounters { state.withLock { $0.counters } }

    /// Rings when what was there to read at one moment, in all files, is in the store; ends when reading has ended.
    package func looks() -> AsyncStream<Void> { rounds.listen() }

    /// Returns once everything that was there at the start is in the store; of standard input, which has no start, at once.
    package func caughtUp() async {
        await withCheckedContinuation { continuation in
            let done = state.withLock { state in
                if !state.caughtUp { state.waiters.append(continuation) }
                return state.caughtUp
            }
            if done { continuation.resume() }
        }
    }

    /// Reads every source to its end; with `follow`, goes on with what is written to files, and with files that come to match a
    /// pattern, until the task is cancelled.
    package func run(into store: TelemetryStore, follow: Bool) async {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                for source in Set(sources) {
                    switch source {
                    case .standardInput: group.addTask { await self.read(.standardInput, as: "-", into: store) }
                    case .pipe(let path): group.addTask { await self.readPipe(path, into: store) }
                    case .file, .pattern: break
                    }
                }
                group.addTask { await self.readFiles(into: store, follow: follow) }
            }
            rounds.close()
        } onCancel: {
            state.withLock { $0.stopped = true }
        }
    }

    private func readPipe(_ path: String, into store: TelemetryStore) async {
        do throws(InputError) {
            let pipe = try ByteStream.open(path)
            defer { _ = close(pipe.descriptor) }
            await read(pipe, as: path, into: store)
        } catch {
            report(error)
        }
    }

    /// Reads a stream to its end; its records give `name` as their file.
    private func read(_ stream: ByteStream, as name: String, into store: TelemetryStore) async {
        await blocking(on: DispatchQueue(label: "tailrace.stream")) {
            let sink = self.sink(store, name)
            do throws(InputError) {
                try stream.read(
                    {
                        sink($0, $1)
                        self.rounds.ring()
                    },
                    passedOver: { self.note(passedOver: $0) },
                    until: { self.isStopped }
                )
            } catch {
                self.report(error)
            }
            store.finish(source: name, received: self.now())
            self.rounds.ring()
        }
    }

    private func readFiles(into store: TelemetryStore, follow: Bool) async {
        let paths = expanded()
        state.withLock { $0.total = paths.reduce(0) { $0 + size($1) } }
        await blocking(on: queue) { self.files.withLock { self.readAll(paths, into: store, follow, &$0) } }
        if follow, paths.count > 1, !isStopped, !store.orderByTime() {
            report(
                InputError(
                    "the files are shown one behind the other: merging them by time takes more memory; see --memory"
                )
            )
        }
        let waiting = follow ? files.withLock { $0.waiting } : []
        state.withLock { $0.waiting = waiting }
        finishFirstPass()
        rounds.ring()
        if follow { await self.follow(into: store) }
    }

    /// The first pass over the files, in the order in which they were named.
    private func readAll(_ paths: [String], into store: TelemetryStore, _ follow: Bool, _ files: inout FollowedFiles) {
        var plain: [String] = []
        for path in paths where !isStopped {
            guard PackedFile.isPacked(path) else {
                plain.append(path)
                continue
            }
            load(plain, into: store, follow, &files)
            plain = []
            files.skip(path)
            readPacked(path, into: store)
        }
        load(plain, into: store, follow, &files)
    }

    private func readPacked(_ path: String, into store: TelemetryStore) {
        let before = state.withLock { $0.read }
        do throws(InputError) {
            try PackedFile(path: path).read(sink(store, path)) { packed in
                self.state.withLock { $0.read = before + packed }
            } until: {
                isStopped
            }
        } catch {
            report(error)
        }
        store.finish(source: path, received: now())
        let length = size(path)
        state.withLock { $0.read = before + length }
    }

    /// Loads whole files on all cores; their lines stay where they are.
    private func load(_ paths: [String], into store: TelemetryStore, _ follow: Bool, _ files: inout FollowedFiles) {
        allowManyOpenFiles()
        var opened: [RawFile] = []
        for path in paths {
            do throws(RawFile.Failure) { opened.append(try RawFile(path: path)) } catch {
                if follow { files.follow(path) }
                if !follow || error.number != ENOENT { report(InputError("\(path): \(reason(error.number))")) }
            }
        }
        let outcomes = FileLoader(opened, into: store, keepUnfinished: follow).run(
            cores: cores,
            received: now,
            progress: { bytes in self.state.withLock { $0.read += bytes } },
            isStopped: { self.isStopped }
        )
        for (file, outcome) in zip(opened, outcomes) {
            if let failure = outcome.failure {
                report(InputError("\(file.path): \(reason(failure)) at byte \(outcome.position)"))
            }
            guard follow else { continue }
            files.follow(file.path, from: FilePosition(of: file, offset: outcome.position, line: outcome.line))
            state.withLock { $0.loaded[file.path] = file }
        }
    }

    func sink(_ store: TelemetryStore, _ path: String) -> LineSplitter.Sink {
        { [now, self] lines, firstLine in
            store.append(lines, source: path, firstLine: firstLine, received: now())
            lead?.read(lines.count, waiting: { rounds.ring() }, until: { isStopped })
        }
    }

    /// The files, in the order they were named, each once.
    func expanded() -> [String] {
        var seen = Set<String>()
        return sources.flatMap { source -> [String] in
            switch source {
            case .file(let path): [path]
            case .pattern(let pattern): Source.expand(pattern)
            case .standardInput, .pipe: []
            }
        }.filter { seen.insert($0).inserted }
    }

    var isStopped: Bool { state.withLock { $0.stopped } }

    func report(_ error: InputError) {
        state.withLock {
            if $0.problems.count < 100, !$0.problems.contains(error.message) { $0.problems.append(error.message) }
        }
    }

    private func finishFirstPass() {
        let waiters = state.withLock { state in
            state.caughtUp = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func blocking(on queue: DispatchQueue, _ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            queue.async {
                work()
                continuation.resume()
            }
        }
    }
}

private func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
}
