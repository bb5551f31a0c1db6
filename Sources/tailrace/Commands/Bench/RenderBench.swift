import Dashboard
import EventModel
import Telemetry
import TerminalUI

/// Frames of the dashboard as the loop paints them: snapshot, screens, and what has changed since the last one.
struct RenderBench {
    private static let frames = 300
    private static let size = Size(width: 200, height: 60)
    let store: TelemetryStore

    init(_ store: TelemetryStore) { self.store = store }

    func rows() async throws -> [BenchRow] {
        var rows: [BenchRow] = []
        for page in [Page.overview, .logs, .traces] {
            let seconds = try await paint(page)
            let what = "frame of \(page.title), \(Self.size.width) by \(Self.size.height)"
            rows.append(BenchRow("frame_\(page)_p50", "\(what), p50", seconds.percentile(50), .seconds))
            rows.append(BenchRow("frame_\(page)_p99", "\(what), p99", seconds.percentile(99), .seconds))
        }
        return rows
    }

    /// Moves through a page and answers how long each frame took, from the key to the cells that a terminal would be sent.
    @MainActor private func paint(_ page: Page) async throws -> [Double] {
        let source = SnapshotSource(store: store, engine: nil)
        defer { source.stop() }
        var dashboard = Dashboard(Configuration(title: "bench", page: page))
        let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        source.changed = { change.yield() }
        var snapshot = source.snapshot(for: dashboard.interest, size: Self.size, now: .now())
        dashboard.settle(snapshot)
        // What is computed behind the screen is there before frames are measured, as it is for somebody who scrolls.
        if page != .logs { for await _ in changes { break } }
        var seconds: [Double] = []
        var previous: Buffer?
        for i in 0..<Self.frames {
            try Task.checkCancellation()
            let (frame, took) = timed {
                _ = dashboard.handle(.key(i % 10 < 5 ? .up : .pageUp), snapshot)
                snapshot = source.snapshot(for: dashboard.interest, size: Self.size, now: .now())
                dashboard.settle(snapshot)
                let frame = dashboard.render(snapshot).frame
                _ = frame.changedRuns(since: previous)
                return frame
            }
            previous = frame
            seconds.append(took)
        }
        return seconds
    }
}
