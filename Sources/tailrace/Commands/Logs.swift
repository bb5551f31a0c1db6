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
    @Flag(name: .long, help: "Say which field of the lines was taken for what, and why, instead of printing them.")
    var explain = false
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if explain, follow { throw ValidationError("--explain looks at what is there; leave out --follow") }
        if let last, last < 0 { throw ValidationError("-n takes a number that is not negative") }
    }

    func run() async throws {
        let compiled = try compile(query ?? "")
        let printer = RecordPrinter(format: format)
        if follow { return try await tail(compiled, printer) }
        let snapshot = try await sources.load()
        var ids = snapshot.idsInTimeOrder(matching: compiled, since: since?.time, until: until?.time)
        if let last { ids = Array(ids.suffix(last)) }
        if explain { return try ExplanationPrinter(format: format).print(snapshot.fieldReport(ids)) }
        for id in ids { printer.print(id, of: snapshot) }
        printer.flush()
        sources.report(snapshot.counters)
        if ids.isEmpty { throw Failure.notFound("") }
    }

    /// Prints what is there in time order, and then what arrives in the order of its arrival.
    private func tail(_ query: Query, _ printer: RecordPrinter) async throws {
        let (store, reader) = (sources.store(), try sources.reader())
        let (since, until, last) = (since?.time, until?.time, last)
        try await interruptible { _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let bell = store.doorbell()
                group.addTask { await reader.run(into: store, follow: true) }
                group.addTask {
                    await reader.caughtUp()
                    var seen = 0
                    func show(_ ids: [Int], of snapshot: StoreSnapshot) {
                        for id in ids { printer.print(id, of: snapshot) }
                        printer.flush()
                        seen = snapshot.ids.upperBound
                    }
                    let first = store.snapshot()
                    let ids = first.idsInTimeOrder(matching: query, since: since, until: until)
                    show(last.map { Array(ids.suffix($0)) } ?? ids, of: first)
                    for await _ in bell {
                        let now = store.snapshot()
                        let fresh = max(seen, now.ids.lowerBound)..<now.ids.upperBound
                        let matching = now.matches(query, in: fresh).filter { id in
                            guard let time = now.row(id)?.time else { return false }
                            return time >= since ?? time && (until.map { time < $0 } ?? true)
                        }
                        show(matching, of: now)
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
            try Task.checkCancellation()
        }
    }
}
