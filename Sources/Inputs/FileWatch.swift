import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Says when followed files are to be looked at. On Linux inotify rings at once for the names that changed, and every name is
/// looked at every two seconds besides, since not every file system tells; names that nothing tells about, and all names on
/// other systems, are looked at several times a second.
///
/// `@unchecked Sendable`: everything that changes is under the lock, and dispatch sources may be used from any thread.
final class FileWatch: @unchecked Sendable {
    /// What is to be looked at.
    struct Due: Hashable, Sendable {
        /// These names.
        var names: Set<String> = []
        /// How often each of them has been given to a file.
        var taken: [String: Int] = [:]
        /// Every name.
        var everything = false
        /// A watched folder has a new name.
        var folders = false
    }

    /// How often names are looked at that nothing tells about.
    static let interval = Duration.milliseconds(150)
    /// Ticks of the interval between two looks at every name.
    private static let ticksBetweenLooks = 13
    /// How long changes are gathered before the look, so that what many write at a time is read together.
    static let gathering = Duration.milliseconds(20)

    private struct State {
        var notify: Notify?
        var untold: Set<String> = []
        var pending = Due()
        var tick = 0
        var isArmed = true
    }
    private let state: Mutex<State>
    private let timer: any DispatchSourceTimer
    private let source: (any DispatchSourceRead)?
    private let ring: AsyncStream<Void>.Continuation
    /// Rings when something is due; then ``take()`` says what, and ``rearm()`` asks to be told of more.
    let bell: AsyncStream<Void>

    init() {
        (bell, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let queue = DispatchQueue(label: "tailrace.watch")
        let notify = Notify()
        let timer = DispatchSource.makeTimerSource(queue: queue)
        let source = notify.map { DispatchSource.makeReadSource(fileDescriptor: $0.descriptor, queue: queue) }
        state = Mutex(State(notify: notify))
        self.timer = timer
        self.source = source
        timer.setEventHandler { [weak self] in self?.tick() }
        timer.schedule(deadline: .now(), repeating: .milliseconds(150), leeway: .milliseconds(20))
        source?.setEventHandler { [weak self] in self?.told() }
        if let descriptor = notify?.descriptor { source?.setCancelHandler { _ = close(descriptor) } }
        timer.activate()
        source?.activate()
    }

    /// Ends the bell.
    func stop() {
        timer.cancel()
        // Nobody may read from the descriptor once it is closed: its number may be given to another.
        state.withLock { $0.notify = nil }
        // A source that is suspended may not be released.
        rearm()
        source?.cancel()
        ring.finish()
    }

    deinit { stop() }

    /// Watches the file that has a name now, and its folder for another file that takes the name.
    func watch(_ path: String) {
        state.withLock { state in
            if state.notify?.watch(path) == true { state.untold.remove(path) } else { state.untold.insert(path) }
        }
    }

    /// Watches a folder for new names, if it is there.
    func watch(folder: String) { state.withLock { _ = $0.notify?.watch(folder: folder) } }

    /// What is due, once.
    func take() -> Due {
        state.withLock { state in
            drain(&state)
            defer { state.pending = Due() }
            return state.pending
        }
    }

    /// Names that were found to have grown though nothing told so are looked at often from now on.
    func distrust(_ names: Set<String>) {
        guard !names.isEmpty else { return }
        state.withLock { state in
            drain(&state)
            state.untold.formUnion(names.subtracting(state.pending.names))
        }
    }

    func rearm() {
        let wasArmed = state.withLock { state in
            defer { state.isArmed = true }
            return state.isArmed
        }
        if !wasArmed { source?.resume() }
    }

    private func tick() {
        let isDue = state.withLock { state in
            state.tick += 1
            if state.tick % FileWatch.ticksBetweenLooks == 0 { state.pending.everything = true }
            state.pending.names.formUnion(state.untold)
            return state.pending != Due()
        }
        if isDue { ring.yield() }
    }

    /// Something can be read from inotify; it is left there, and the source silent, until the look is made.
    private func told() {
        let wasArmed = state.withLock { state in
            defer { state.isArmed = false }
            return state.isArmed
        }
        if wasArmed { source?.suspend() }
        ring.yield()
    }

    private func drain(_ state: inout State) {
        guard var notify = state.notify else { return }
        notify.read { names, isTaken in
            state.pending.names.formUnion(names)
            if isTaken { for name in names { state.pending.taken[name, default: 0] += 1 } }
        } folder: {
            state.pending.folders = true
        } lost: {
            state.pending.everything = true
            state.pending.folders = true
        } untold: {
            state.untold.formUnion($0)
        }
        state.notify = notify
    }
}
