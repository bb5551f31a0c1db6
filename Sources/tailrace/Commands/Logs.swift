import ArgumentParser
import EventModel
import Inputs
import Telemetry
import TerminalUI

/// `tailrace logs`: records that match, in time order.
struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the records that match, in time order.")
    @OptionGroup var sources: SourceOptions
    @Option(
        name: [.customShort("q"), .long],
        parsing: .unconditional,
        help: "Only records that match: 'level>=warn service=orders \"card declined\"'."
    )
    var query: String?
    @Option(name: .long, parsing: .unconditional, help: "Only records from this time on: RFC 3339, or -15m.") var since:
        TimeArgument?
    @Option(name: .long, parsing: .unconditional, help: "Only records before this time.") var until: TimeArgument?
    @Option(name: .customShort("n"), help: "Only the last N of them.") var last: Int?
    @Flag(name: .long, help: "Go on with what is written to the sources from now on.") var follow = false
    @OptionGroup var format: FormatOptions

    @Option(
        name: [.customShort("A"), .long],
        help: ArgumentHelp("Also the N records after each match.", valueName: "n")
    )
    var afterContext: Int?
    @Option(
        name: [.customShort("B"), .long],
        help: ArgumentHelp("Also the N records before each match.", valueName: "n")
    )
    var beforeContext: Int?
    @Option(
        name: [.customShort("C"), .long],
        help: ArgumentHelp("Also the N records around each match.", valueName: "n")
    )
    var context: Int?

    func validate() throws {
        if let last, last < 0 { throw ValidationError("-n takes a number that is not negative") }
        for (name, value) in [("-A", afterContext), ("-B", beforeContext), ("-C", context)] {
            if let value, value < 0 { throw ValidationError("\(name) takes a number that is not negative") }
        }
    }

    /// Picks the records around matches; nil where only matches are wanted. They are those next to a match in the time order of
    /// all sources together: what led to an error is mostly in another service's file.
    private var window: ContextWindow? {
        guard afterContext ?? beforeContext ?? context != nil else { return nil }
        return ContextWindow(before: beforeContext ?? context ?? 0, after: afterContext ?? context ?? 0)
    }

    func run() async throws {
        let compiled = try compile(query ?? "")
        let printer = RecordPrinter(format: format)
        if follow { return try await tail(compiled, printer) }
        let snapshot = try await sources.load()
        let isEmpty = print(compiled, of: snapshot, printer)
        printer.flush()
        sources.report(snapshot.counters)
        if isEmpty { throw Failure.notFound("") }
    }

    /// Prints what is there, in time order; answers whether nothing matched.
    private func print(_ query: Query, of snapshot: StoreSnapshot, _ printer: RecordPrinter) -> Bool {
        let (since, until) = (since?.time, until?.time)
        var ids = snapshot.idsInTimeOrder(matching: query, since: since, until: until)
        if let last { ids = Array(ids.suffix(last)) }
        guard var window else {
            for id in ids { printer.print(id, of: snapshot) }
            return ids.isEmpty
        }
        // Both are in time order: the next match is the next of them.
        var matches = ids[...]
        for id in snapshot.idsInTimeOrder(since: since, until: until) {
            let isMatch = id == matches.first
            if isMatch { matches.removeFirst() }
            window.take(id, isMatch: isMatch) { printer.print($0, of: snapshot) }
            if matches.isEmpty, window.isSpent { break }
        }
        return ids.isEmpty
    }

    /// Prints what is there in time order, and then what arrives in the order of its arrival.
    private func tail(_ query: Query, _ printer: RecordPrinter) async throws {
        let (store, reader) = (sources.store(), try sources.reader())
        let (since, until) = (since?.time, until?.time)
        try await interruptible { _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let bell = store.doorbell()
                group.addTask { await reader.run(into: store, follow: true) }
                group.addTask {
                    await reader.caughtUp()
                    let first = store.snapshot()
                    _ = print(query, of: first, printer)
                    printer.flush()
                    var seen = first.ids.upperBound
                    var window = window
                    for await _ in bell {
                        let now = store.snapshot()
                        let fresh = max(seen, now.ids.lowerBound)..<now.ids.upperBound
                        seen = now.ids.upperBound
                        let matching = now.matches(query, in: fresh).filter { id in
                            guard let time = now.time(of: id) else { return false }
                            return time >= since ?? time && (until.map { time < $0 } ?? true)
                        }
                        if window == nil {
                            for id in matching { printer.print(id, of: now) }
                        } else {
                            var matches = matching[...]
                            for id in fresh {
                                let isMatch = id == matches.first
                                if isMatch { matches.removeFirst() }
                                window?.take(id, isMatch: isMatch) { printer.print($0, of: now) }
                            }
                        }
                        printer.flush()
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
            try Task.checkCancellation()
        }
    }
}
