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
    private struct State {
        var problems: [String] = []
        var read = 0
        var total = 0
        var caughtUp = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var stopped = false
    }
    /// How often followed files are looked at.
    private static let interval = Duration.milliseconds(150)
    /// How often patterns are looked through for new files, in polls.
    private static let patternEvery = 8

    private static let allCores = max(1, min(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 8))

    private let sources: [Source]
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())
    /// Files are read by a thread that may block, never by the tasks' threads.
    private let queue = DispatchQueue(label: "tailrace.files")

    private let cores: Int

    /// - Parameter cores: how many read and decode the files that are there at the start; nil: all.
    package init(_ sources: [Source], cores: Int? = nil, now: @escaping @Sendable () -> Timestamp = { .now() }) {
        self.sources = sources
        self.cores = cores ?? SourceReader.allCores
        self.now = now
    }

    /// What could not be read, each with its place; in the order it was met.
    package var problems: [String] { state.withLock { $0.problems } }

    /// How much of what was there at the start has been read, 0 to 1; nil once all of it has.
    package var progress: Double? {
        state.withLock { $0.caughtUp || $0.total == 0 ? nil : min(1, Double($0.read) / Double($0.total)) }
    }

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
                if sources.contains(.standardInput) {
                    group.addTask { await self.readStandardInput(into: store) }
                }
                group.addTask { await self.readFiles(into: store, follow: follow) }
            }
        } onCancel: {
            state.withLock { $0.stopped = true }
        }
    }

    private func readStandardInput(into store: TelemetryStore) async {
        await blocking(on: DispatchQueue(label: "tailrace.standard-input")) {
            do throws(InputError) {
                try StandardInput().read(self.sink(store, "-")) { self.isStopped }
            } catch {
                self.report(error)
            }
        }
    }

    private func readFiles(into store: TelemetryStore, follow: Bool) async {
        let desk = Mutex(FollowedFiles())
        let paths = expanded()
        state.withLock { $0.total = paths.reduce(0) { $0 + size($1) } }
        await blocking(on: queue) { desk.withLock { self.readAll(paths, into: store, follow, &$0) } }
        finishFirstPass()
        guard follow else { return }
        var round = 0
        while !Task.isCancelled {
            do { try await Task.sleep(for: SourceReader.interval) } catch { return }
            round += 1
            let fresh = round % SourceReader.patternEvery == 0 ? expanded() : []
            await blocking(on: queue) { desk.withLock { self.pollAll(fresh, into: store, &$0) } }
        }
    }

    /// The first pass over the files.
    private func readAll(_ paths: [String], into store: TelemetryStore, _ follow: Bool, _ files: inout FollowedFiles) {
        var paths = paths
        if !follow {
            let plain = paths.filter { !GzipFile.isGzip($0) }
            load(plain, into: store)
            paths.removeAll { plain.contains($0) }
        }
        for path in paths where !isStopped {
            let before = state.withLock { $0.read }
            do throws(InputError) {
                if GzipFile.isGzip(path) {
                    files.skip(path)
                    try GzipFile(path: path).read(sink(store, path)) { packed in
                        self.state.withLock { $0.read = before + packed }
                    }
                } else {
                    try files.read(path, keep: follow, sink(store, path, counting: true))
                }
            } catch {
                report(error)
            }
            let length = size(path)
            state.withLock { $0.read = before + length }
        }
    }

    /// Loads whole files on all cores.
    private func load(_ paths: [String], into store: TelemetryStore) {
        var files: [RawFile] = []
        for path in paths {
            do throws(RawFile.Failure) { files.append(try RawFile(path: path)) } catch {
                report(InputError("\(path): \(reason(error.number))"))
            }
        }
        let outcomes = FileLoader(files, into: store, keepUnfinished: false).run(
            cores: cores,
            received: now,
            progress: { bytes in self.state.withLock { $0.read += bytes } },
            isStopped: { self.isStopped }
        )
        for (file, outcome) in zip(files, outcomes) {
            if let failure = outcome.failure {
                report(InputError("\(file.path): \(reason(failure)) at byte \(outcome.position)"))
            }
        }
    }

    /// One look at every followed file, and at those that are new.
    private func pollAll(_ paths: [String], into store: TelemetryStore, _ files: inout FollowedFiles) {
        for path in paths where !files.knows(path) {
            if GzipFile.isGzip(path) {
                files.skip(path)
                do throws(InputError) { try GzipFile(path: path).read(sink(store, path)) { _ in } } catch {
                    report(error)
                }
            } else {
                do throws(InputError) { try files.read(path, keep: true, sink(store, path)) } catch { report(error) }
            }
        }
        files.poll { path in
            sink(store, path)
        } failed: {
            report($0)
        }
    }

    private func sink(_ store: TelemetryStore, _ path: String, counting: Bool = false) -> LineSplitter.Sink {
        { [now, self] lines, firstLine in
            store.append(lines, source: path, firstLine: firstLine, received: now())
            if counting { state.withLock { $0.read += lines.count } }
        }
    }

    /// The files, in the order they were named, each once.
    private func expanded() -> [String] {
        var seen = Set<String>()
        return sources.flatMap { source -> [String] in
            switch source {
            case .file(let path): [path]
            case .pattern(let pattern): Source.expand(pattern)
            case .standardInput: []
            }
        }.filter { seen.insert($0).inserted }
    }

    private var isStopped: Bool { state.withLock { $0.stopped } }

    private func report(_ error: InputError) {
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

    private func blocking(on queue: DispatchQueue, _ work: @escaping @Sendable () -> Void) async {
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
