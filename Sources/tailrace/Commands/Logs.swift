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
        help: "Only records that match: 'level>=warn service=orders \"card declined\"'."
    )
    var query: String?
    @Option(name: .long, parsing: .unconditional, help: "Only records from this time on: RFC 3339, or -15m.") var since:
        TimeArgument?
    @Option(name: .long, parsing: .unconditional, help: "Only records before this time.") var until: TimeArgument?
    @Option(name: .customShort("n"), help: "Only the last N of them.") var last: Int?
    @Flag(name: .long, help: "Go on with what is written to the sources from now on.") var follow = false
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if let last, last < 0 { throw ValidationError("-n takes a number that is not negative") }
    }

    func run() async throws {
        let compiled = try compile(query ?? "")
        let printer = RecordPrinter(format: format)
        if follow { return try await tail(compiled, printer) }
        let snapshot = try await sources.load()
        var ids = snapshot.idsInTimeOrder(matching: compiled, since: since?.time, until: until?.time)
        if let last { ids = Array(ids.suffix(last)) }
        for id in ids { printer.print(id, of: snapshot) }
        printer.flush()
        sources.report(snapshot.counters)
        if ids.isEmpty { throw Failure.notFound("") }
    }

    /// Prints what is there in time order, and then what comes: of one look in time order too.
    private func tail(_ query: Query, _ printer: RecordPrinter) async throws {
        let (store, reader) = (sources.store(), try sources.reader(following: true, lead: LogTail.lead))
        let (since, until, last) = (since?.time, until?.time, last)
        try await interruptible { _ in
            await LogTail(reader: reader, store: store).run { now, fresh, isFirst in
                var ids = now.inTimeOrder(now.matches(query, in: fresh), since: since, until: until)
                if isFirst, let last { ids = Array(ids.suffix(last)) }
                for id in ids { printer.print(id, of: now) }
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
