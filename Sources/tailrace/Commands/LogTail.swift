import EventModel
import Inputs
import Telemetry

/// `tailrace logs --follow`: what is there in time order, then what comes.
///
/// What comes is printed look by look: what one look found in all sources is printed in time order, and nothing that comes
/// later is put before it. A look follows a change by some hundredths of a second, and nothing is held back longer.
struct LogTail {
    /// Bytes read ahead of what is printed.
    static let lead = 16 << 20

    let query: Query
    let since: Timestamp?
    let until: Timestamp?
    /// Of what is there, only so many.
    let last: Int?
    /// Picks the records around matches; nil where only matches are wanted.
    let window: ContextWindow?
    let printer: RecordPrinter

    /// What has been printed and said.
    private struct Shown {
        var records = 0
        var isFirst = true
        var problems = 0
        var missed = 0
        var window: ContextWindow?
    }

    /// Runs until every source has ended or the task is cancelled; what has come by then is printed.
    ///
    /// - Parameter reader: made with ``lead``, so that it waits for the printing.
    func run(_ reader: SourceReader, _ store: TelemetryStore) async {
        let looks = reader.looks()
        async let reading: Void = reader.run(into: store, follow: true)
        await reader.caughtUp()
        // Stopped while it was loading: nothing has been printed, and nothing is wanted any more.
        if Task.isCancelled { return await reading }
        for path in reader.waiting { Output.complain("tailrace: \(path) is not there yet; waiting for it") }
        var shown = Shown(window: window)
        show(reader, store, &shown)
        for await _ in looks { show(reader, store, &shown) }
        await reading
        // A cancelled task would not look through the rest.
        let before = shown
        await Task {
            var shown = before
            show(reader, store, &shown)
        }.value
    }

    private func show(_ reader: SourceReader, _ store: TelemetryStore, _ shown: inout Shown) {
        let read = reader.ahead
        let now = store.snapshot()
        let ids = now.ids
        let unseen = ids.lowerBound - shown.records
        if unseen > 0 {
            Output.complain(
                "tailrace: \(counted(unseen, "record")), the oldest, did not fit into the memory and were not printed; see --memory"
            )
        }
        let fresh = max(shown.records, ids.lowerBound)..<ids.upperBound
        var found = now.inTimeOrder(now.matches(query, in: fresh), since: since, until: until)
        if shown.isFirst, let last { found = Array(found.suffix(last)) }
        if shown.window == nil {
            for id in found { printer.print(id, of: now) }
        } else {
            // Both are in time order: the next match is the next of them.
            var matches = found[...]
            for id in now.inTimeOrder(Array(fresh), since: since, until: until) {
                let isMatch = id == matches.first
                if isMatch { matches.removeFirst() }
                shown.window?.take(id, isMatch: isMatch) { printer.print($0, of: now) }
            }
        }
        printer.flush()
        shown.records = ids.upperBound
        shown.isFirst = false
        reader.take(upTo: read)
        complain(reader, now.counters, &shown)
    }

    /// Says what went wrong since the last time.
    private func complain(_ reader: SourceReader, _ counters: StoreCounters, _ shown: inout Shown) {
        let problems = reader.problems
        for problem in problems.dropFirst(shown.problems) { Output.complain("tailrace: \(problem)") }
        shown.problems = problems.count
        if counters.missed > shown.missed {
            Output.complain(
                "tailrace: \(counted(counters.missed - shown.missed, "line")) came too fast and were missed"
            )
        }
        shown.missed = counters.missed
    }
}
