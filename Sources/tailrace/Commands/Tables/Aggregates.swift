import ArgumentParser
import EventModel
import Flows
import Pipeline
import TerminalUI

/// `tailrace aggregates`.
struct Aggregates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the aggregates of the event store, and show one as it was.",
        discussion: """
            Works on the data directory, while a pipeline runs on it or not. States are folded from the events by the reducers of \
            the bundled flows; a type that has none takes each event's members over those that were there before.
            """,
        subcommands: [AggregatesList.self, AggregatesShow.self]
    )

    static func book(_ data: DataOption) throws -> AggregateBook {
        do {
            return try AggregateBook(data: data.directory, reducers: Flow.all().flatMap(\.definition.aggregates))
        } catch let error as JournalError {
            throw Failure.badInput("\(error)")
        }
    }
}

/// `tailrace aggregates list`.
struct AggregatesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "The aggregates with their versions, those that changed last first."
    )
    @Argument(help: "Only those of this type.") var type: String?
    @Option(name: .short, help: "At most so many.") var n = 100
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if n < 1 { throw ValidationError("-n takes a number from 1") }
    }

    func run() async throws {
        let found = try await Aggregates.book(data).aggregates(ofType: type, limit: n)
        if format.output == .json { return Output.print(JSON.array(found.map(\.json)).description) }
        if found.isEmpty {
            throw Failure.notFound("the event store has no aggregates\(type.map { " of type \(visible($0))" } ?? "")")
        }
        let width = found.map { displayWidth(visible($0.name.description)) }.max() ?? 0
        for entry in found {
            Output.print(
                "\(visible(entry.name.description).leftAligned(to: width))  version \(entry.version)  "
                    + "\(entry.first.rfc3339()) to \(entry.last.rfc3339())"
            )
        }
    }
}

/// `tailrace aggregates show TYPE/ID`.
struct AggregatesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "An aggregate's events and the state that they fold to, now or as it was."
    )
    @Argument(help: ArgumentHelp("The aggregate.", valueName: "type/id")) var name: String
    @Option(name: .long, help: "As it was at this version.") var version: Int?
    @Option(name: .long, help: ArgumentHelp("As it was at this time: RFC 3339, or -15m.", valueName: "t"))
    var at: TimeArgument?
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if AggregateName(name) == nil { throw ValidationError("name an aggregate by its type and its id: order/o-1") }
        if let version, version < 1 { throw ValidationError("--version takes a number from 1") }
        if version != nil, at != nil { throw ValidationError("--version and --at exclude each other") }
    }

    func run() async throws {
        guard let name = AggregateName(name) else { return }
        let book = try Aggregates.book(data)
        let latest = try await book.version(of: name)
        if latest == 0 {
            throw Failure.notFound(
                "no aggregate is \(visible(name.description)); `tailrace aggregates list` names them"
            )
        }
        if let version, version > latest {
            throw Failure.notFound("\(visible(name.description)) has no version \(version): it is at version \(latest)")
        }
        guard let (state, events) = try await book.show(name, version: version, at: at?.time) else {
            throw Failure.notFound("\(visible(name.description)) was not there yet")
        }
        if format.output == .json {
            let json: JSON = [
                "type": .string(name.type), "id": .string(name.id), "version": .int(state.version),
                "latest_version": .int(latest), "timestamp": state.time.json, "state": state.state,
                "events": .array(events.map(\.json)),
            ]
            return Output.print(json.description)
        }
        let past = state.version < latest ? " of \(latest)" : ""
        Output.print("\(visible(name.description))  version \(state.version)\(past)  \(state.time?.rfc3339() ?? "")")
        for event in events {
            Output.print(
                "  \(String(event.version).rightAligned(to: 4))  \(event.time.rfc3339(digits: 6))  \(visible(event.type))  "
                    + visible(event.data.description)
            )
        }
        Output.print("state  \(visible(state.state.description))")
    }
}
