import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace publish`: puts one event on the bus of the data directory.
struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put one event on the bus of the data directory.",
        discussion: """
            A pipeline that runs on the directory routes it at once, else the next one does. --data may be given twice: a \
            value that is JSON is the event's data, any other is the data directory.
            """
    )
    @Option(name: .long, help: "Where the event comes from.") var source: String
    @Option(name: .long, help: "What happened: the event's type (detail-type).") var type: String
    @Option(name: .long, help: ArgumentHelp("The event's data, and the data directory.", valueName: "json|dir"))
    var data: [String] = []
    @Option(name: .long, help: "What the event is about.") var subject: String?
    @Option(name: .long, help: "The flow it belongs to (default: taken from its data, else new).") var correlationId:
        String?
    @Option(name: .long, help: "A W3C traceparent to go on with.") var traceparent: String?
    @OptionGroup var files: FlowFilesOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        var payload: JSON = [:]
        var directory = DataOption()
        directory.data = nil
        for value in data {
            do { payload = try JSON(parsing: value) } catch {
                // Only what is meant as JSON is refused as bad JSON.
                if let first = value.first, "{[\"".contains(first) {
                    throw Failure.badInput("--data: \(error)\n  \(value)")
                }
                directory.data = value
            }
        }
        let event: Event
        do {
            event = try await Inbox(data: directory.directory, contracts: try files.contracts()).publish(
                source: source,
                type: type,
                data: payload,
                subject: subject,
                correlationID: correlationId,
                traceparent: traceparent,
                at: .now()
            )
        } catch let error as BusError {
            throw Failure.badInput("not published: \(visible("\(error)"))")
        }
        if format.output == .json {
            Output.print(
                JSON.object(
                    .init([.init("id", .string(event.id)), .init("correlation_id", .string(event.correlationID))])
                ).description
            )
        } else {
            Output.print("\(event.id)  correlation_id \(event.correlationID)")
        }
    }
}
