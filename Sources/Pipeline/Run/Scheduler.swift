import EventModel
import Synchronization

/// What the pipeline is doing, and when it must look again: a doorbell, the handlers under way, and who waits for it to settle.
///
/// It also tells a test when everything that can happen at the present instant has happened: the loop is parked, and every handler
/// that runs waits for a later instant.
final class Scheduler: Sendable {
    private struct Running {
        var timeout: Timestamp
        var waits: [Int: Timestamp] = [:]
        /// When this handler goes on by itself; nil while it is working.
        var blockedUntil: Timestamp? { waits.values.min().map { min($0, timeout) } }
    }
    private enum Goal { case settled, idle, noHandlers }
    private struct State {
        var rung = false
        var parked: CheckedContinuation<Void, Never>?
        var parkedUntil: Timestamp?
        var parkID = 0
        var nextID = 0
        var running: [Int: Running] = [:]
        var waiters: [Int: (goal: Goal, continuation: CheckedContinuation<Void, Never>)] = [:]
    }
    private let state = Mutex(State())
    private let clock: any PipelineClock

    init(clock: any PipelineClock) { self.clock = clock }

    /// Wakes the loop; one ring while it is busy is remembered.
    func ring() {
        let parked = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let parked = state.parked else {
                state.rung = true
                return nil
            }
            state.parked = nil
            return parked
        }
        parked?.resume()
    }

    /// Waits for a ring, or until `deadline`; nil: for a ring only. The loop alone calls it.
    func park(until deadline: Timestamp?) async {
        let id = state.withLock { state in
            state.parkID += 1
            return state.parkID
        }
        let alarm = deadline.map { deadline in
            Task { [clock] in
                try? await clock.sleep(until: deadline)
                if !Task.isCancelled { self.ring(ifParkedAs: id) }
            }
        }
        await withCheckedContinuation { continuation in
            let (now, waiters) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
                if state.rung {
                    state.rung = false
                    return (true, [])
                }
                state.parked = continuation
                state.parkedUntil = deadline
                return (false, takeWaiters(&state))
            }
            if now { continuation.resume() }
            for waiter in waiters { waiter.resume() }
        }
        alarm?.cancel()
    }

    private func ring(ifParkedAs id: Int) {
        let parked = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.parkID == id else { return nil }
            defer { state.parked = nil }
            // Before it has parked, the ring is remembered.
            if state.parked == nil { state.rung = true }
            return state.parked
        }
        parked?.resume()
    }

    /// A handler starts; ends by `end`.
    func begin(timeout: Timestamp) -> Int {
        state.withLock { state in
            state.nextID += 1
            state.running[state.nextID] = Running(timeout: timeout)
            return state.nextID
        }
    }

    /// Another end: a phase of it that has its own begins.
    func retime(_ id: Int, timeout: Timestamp) {
        state.withLock { $0.running[id]?.timeout = timeout }
    }

    /// A handler and what follows from it are done; wakes the loop.
    func end(_ id: Int) {
        state.withLock { _ = $0.running.removeValue(forKey: id) }
        ring()
        check()
    }

    /// A handler waits for an instant; answers what to give to `resume`.
    func wait(_ id: Int, until deadline: Timestamp) -> Int {
        let (wait, waiters) = state.withLock { state in
            state.nextID += 1
            state.running[id]?.waits[state.nextID] = deadline
            return (state.nextID, takeWaiters(&state))
        }
        for waiter in waiters { waiter.resume() }
        return wait
    }

    func resume(_ id: Int, wait: Int) {
        state.withLock { state in state.running[id]?.waits[wait] = nil }
    }

    /// Returns when nothing can happen before the clock moves, or when the task is cancelled.
    func settled() async { await reachUnlessCancelled(.settled) }
    /// Returns when nothing is left to do, now or later, or when the task is cancelled.
    func idle() async { await reachUnlessCancelled(.idle) }
    /// Returns when no handler runs; cancellation does not end the wait, which is part of a cancelled run's end.
    func noHandlers() async { await reach(.noHandlers, as: newID()) }

    /// When something will happen by itself; nil if nothing will.
    var nextDue: Timestamp? {
        state.withLock { state in
            (state.running.values.map { $0.blockedUntil ?? $0.timeout } + [state.parkedUntil].compactMap { $0 }).min()
        }
    }

    /// Whether handlers run, or the loop is busy.
    var isBusy: Bool { state.withLock { $0.parked == nil || !$0.running.isEmpty } }

    private func check() {
        let waiters = state.withLock { takeWaiters(&$0) }
        for waiter in waiters { waiter.resume() }
    }

    private func newID() -> Int {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    private func reachUnlessCancelled(_ goal: Goal) async {
        let id = newID()
        await withTaskCancellationHandler {
            await reach(goal, as: id)
        } onCancel: {
            // The wait may not have begun; it looks for the cancellation itself, under the same lock.
            state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume()
        }
    }

    private func reach(_ goal: Goal, as id: Int) async {
        await withCheckedContinuation { continuation in
            let there = state.withLock { state in
                if reached(goal, state) || (goal != .noHandlers && Task.isCancelled) { return true }
                state.waiters[id] = (goal, continuation)
                return false
            }
            if there { continuation.resume() }
        }
    }

    private func takeWaiters(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        if state.waiters.isEmpty { return [] }
        let ready = state.waiters.filter { reached($0.value.goal, state) }
        for id in ready.keys { state.waiters[id] = nil }
        return ready.values.map(\.continuation)
    }

    private func reached(_ goal: Goal, _ state: State) -> Bool {
        let quiet = state.parked != nil && !state.rung
        switch goal {
        case .noHandlers: return state.running.isEmpty
        case .idle: return quiet && state.running.isEmpty && state.parkedUntil == nil
        case .settled:
            let now = clock.now()
            return quiet && (state.parkedUntil ?? .never) > now
                && state.running.values.allSatisfy { ($0.blockedUntil ?? now) > now }
        }
    }
}
