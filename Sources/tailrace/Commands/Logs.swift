import ArgumentParser
import EventModel
import Inputs
import Synchronization
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
    @Flag(name: .long, help: "Say which field of the lines was taken for what, and why, instead of printing them.")
    var explain = false
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
        if explain, follow { throw ValidationError("--explain looks at what is there; leave out --follow") }
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
        if explain {
            var ids = snapshot.idsInTimeOrder(matching: compiled, since: since?.time, until: until?.time)
            if let last { ids = Array(ids.suffix(last)) }
            return try ExplanationPrinter(format: format).print(snapshot.fieldReport(ids))
        }
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

    /// Prints what is there in time order, and then what comes: of one look in time order too.
    private func tail(_ query: Query, _ printer: RecordPrinter) async throws {
        let (store, reader) = (sources.store(), try sources.reader(following: true, lead: LogTail.lead))
        let (since, until, last) = (since?.time, until?.time, last)
        let context = Mutex(window)
        try await interruptible { _ in
            await LogTail(reader: reader, store: store).run { now, fresh, isFirst in
                var ids = now.inTimeOrder(now.matches(query, in: fresh), since: since, until: until)
                if isFirst, let last { ids = Array(ids.suffix(last)) }
                context.withLock { window in
                    guard window != nil else {
                        for id in ids { printer.print(id, of: now) }
                        return
                    }
                    // Both are in time order: the next match is the next of them.
                    var matches = ids[...]
                    for id in now.inTimeOrder(Array(fresh), since: since, until: until) {
                        let isMatch = id == matches.first
                        if isMatch { matches.removeFirst() }
                        window?.take(id, isMatch: isMatch) { printer.print($0, of: now) }
                    }
                }
                printer.flush()
            }
            try Task.checkCancellation()
        }
        report(reader.counters)
    }

    private func report(_ counters: InputCounters) {
        let lossy = counters.truncations + counters.vanished
        if lossy > 0 {
            Output.complain(
                "tailrace: files were cut or removed \(counted(lossy, "time")) while they were read; what had come since the last look may be lost"
            )
        }
        if counters.passedOver > 0 {
            Output.complain(
                "tailrace: \(Figures.bytes(counters.passedOver)) of lines that are too long were passed over"
            )
        }
    }
}
