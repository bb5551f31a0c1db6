import Inputs
import Telemetry

/// What `tailrace logs --follow` prints, and when: what is there, then what comes, look by look. Records that one look found in
/// all sources are shown together, so that they can be put in order of time; a look follows a change by some hundredths of a
/// second, and nothing is held back longer. The reader waits for the printing.
struct LogTail {
    /// Bytes that may be read ahead of what is printed.
    static let lead = 16 << 20

    /// Shows the records of these ids; `isFirst`: they are what was there.
    typealias Show = @Sendable (_ now: StoreSnapshot, _ fresh: Range<Int>, _ isFirst: Bool) -> Void

    /// What has been shown and said.
    private struct Shown {
        var records = 0
        var isFirst = true
        var problems = 0
        var notes = 0
        var missed = 0
    }

    /// Made with ``lead``.
    let reader: SourceReader
    let store: TelemetryStore

    /// Runs until every source has ended or the task is cancelled; what has come by then is shown.
    func run(_ show: @escaping Show) async {
        let looks = reader.looks()
        async let reading: Void = reader.run(into: store, follow: true)
        await reader.caughtUp()
        // Stopped while it was loading: nothing has been shown, and nothing is wanted any more.
        if Task.isCancelled { return await reading }
        for path in reader.waiting { Output.complain("tailrace: \(path) is not there yet; waiting for it") }
        var shown = Shown()
        look(&shown, show)
        for await _ in looks { look(&shown, show) }
        await reading
        // A task that is cancelled would not look through the rest.
        let before = shown
        await Task {
            var shown = before
            look(&shown, show)
        }.value
    }

    private func look(_ shown: inout Shown, _ show: Show) {
        let read = reader.ahead
        let now = store.snapshot()
        let ids = now.ids
        let unseen = ids.lowerBound - shown.records
        if unseen > 0 {
            Output.complain(
                "tailrace: \(counted(unseen, "record")), the oldest, did not fit into the memory and cannot be printed; see --memory"
            )
        }
        show(now, max(shown.records, ids.lowerBound)..<ids.upperBound, shown.isFirst)
        shown.records = ids.upperBound
        shown.isFirst = false
        reader.take(upTo: read)
        complain(now.counters, &shown)
    }

    /// Says what went wrong since the last time.
    private func complain(_ counters: StoreCounters, _ shown: inout Shown) {
        let problems = reader.problems
        for problem in problems.dropFirst(shown.problems) { Output.complain("tailrace: \(problem)") }
        shown.problems = problems.count
        let notes = reader.notes
        for note in notes.dropFirst(shown.notes) { Output.complain("tailrace: \(note)") }
        shown.notes = notes.count
        if counters.missed > shown.missed {
            Output.complain(
                "tailrace: \(counted(counters.missed - shown.missed, "line")) came too fast and were missed"
            )
        }
        shown.missed = counters.missed
    }
}
