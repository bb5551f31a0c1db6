package import EventModel
import Telemetry
package import TerminalUI

/// Runs a dashboard on a terminal: the only part of it that waits. A key acts and is painted at once; everything else marks the
/// screen as out of date, and the next frame takes a snapshot of what is visible.
@MainActor package final class DashboardLoop<C: Clock> where C.Duration == Duration {
    /// The shortest time between two frames that no key has asked for.
    private static var frameTime: Duration { .milliseconds(33) }

    private let terminal: any Terminal
    private let source: SnapshotSource
    private let performer: EffectPerformer
    private let clock: C
    private let now: @Sendable () -> Timestamp
    private var dashboard: Dashboard
    private var snapshot: Snapshot
    private var lastPaint: C.Instant
    private var frame: Task<Void, Never>?
    private var ended = false

    /// - Parameters:
    ///   - clock: paces frames.
    ///   - now: the wall clock.
    package init(
        _ dashboard: Dashboard,
        terminal: any Terminal,
        source: SnapshotSource,
        clock: C,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.dashboard = dashboard
        self.terminal = terminal
        self.source = source
        self.clock = clock
        self.now = now
        performer = EffectPerformer(source: source, terminal: terminal, now: now)
        snapshot = Snapshot(now: now(), size: terminal.size)
        lastPaint = clock.now
    }

    /// Runs until the operator quits, the terminal ends, or the task is cancelled. The terminal is left by who made it.
    package func run() async {
        source.changed = { [weak self] in self?.due() }
        performer.answer = { [weak self] in self?.receive($0) }
        performer.attend()
        if !dashboard.configuration.query.isEmpty {
            perform(dashboard.open(.logs(query: dashboard.configuration.query), snapshot))
        }
        paint()
        let bell = source.store.doorbell()
        let ringing = Task { [weak self] in
            for await _ in bell { self?.due() }
        }
        let ticking = Task { [weak self] in
            // Ages and the clock in the header change by the second.
            while let self, !Task.isCancelled {
                try? await self.clock.sleep(until: self.clock.now.advanced(by: self.untilNextSecond), tolerance: nil)
                self.due()
            }
        }
        for await event in terminal.events {
            perform(dashboard.handle(event, snapshot))
            if ended { break }
            paint()
        }
        ringing.cancel()
        ticking.cancel()
        frame?.cancel()
        source.stop()
        await performer.stop()
    }

    private var untilNextSecond: Duration {
        let part = now().nanoseconds % 1_000_000_000
        return .nanoseconds(1_000_000_000 - (part < 0 ? part + 1_000_000_000 : part))
    }

    private func receive(_ answer: Answer) {
        guard !ended else { return }
        perform(dashboard.receive(answer, snapshot))
        due()
    }

    private func perform(_ effects: [Effect]) {
        for effect in effects {
            if effect == .quit {
                ended = true
            } else {
                performer.perform(effect)
            }
        }
    }

    /// Paints within a frame's time, once, however often it is called.
    private func due() {
        guard !ended, frame == nil else { return }
        let next = lastPaint.advanced(by: Self.frameTime)
        let clock = clock
        frame = Task { [weak self] in
            if next > clock.now { try? await clock.sleep(until: next, tolerance: nil) }
            guard !Task.isCancelled else { return }
            self?.frame = nil
            self?.paint()
        }
    }

    private func paint() {
        guard !ended else { return }
        lastPaint = clock.now
        let interest = dashboard.interest
        snapshot = source.snapshot(for: interest, size: terminal.size, now: now())
        dashboard.settle(snapshot)
        if dashboard.interest != interest {
            // What it shows has led it to want more; some of that is there at once.
            snapshot = source.snapshot(for: dashboard.interest, size: terminal.size, now: now())
            dashboard.settle(snapshot)
        }
        let (frame, cursor) = dashboard.render(snapshot)
        terminal.present(frame, cursor: cursor)
    }
}
