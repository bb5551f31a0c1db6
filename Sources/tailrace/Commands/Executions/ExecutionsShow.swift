import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace executions show`.
struct ExecutionsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "An execution: its states with the current one marked, its input and output."
    )
    @Argument(help: "The execution, by its name or id.") var execution: String
    @Flag(name: .long, help: "Its whole history too, event by event.") var history = false
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let desk = try Desk(data).desk.executions
        let id = try await desk.named(execution)
        guard let path = try await desk.path(id) else { throw Failure.notFound("no execution \(visible(execution))") }
        let events = history ? try await desk.history(id) : []
        if format.output == .json {
            var json = path.json
            if history, case .object(var object) = json {
                object["history"] = .array(events)
                json = .object(object)
            }
            return Output.print(json.description)
        }
        let its = path.execution
        Output.print("\(visible(its.machine))  \(visible(its.name))  \(its.status)  flow \(visible(its.correlationID))")
        Output.print("\(visible(its.id))")
        let width = path.states.map { displayWidth(visible($0.name)) }.max() ?? 0
        for state in path.states {
            var words: [String] = []
            if state.entered > 1 { words.append("entered \(state.entered) times") }
            if state.attempts > 1 { words.append("\(state.attempts) attempts") }
            if let error = state.error { words.append(visible(error)) }
            let line =
                "  \(state.mark.sign) \(visible(state.name).leftAligned(to: width))  \(state.type.leftAligned(to: 8))"
                + (words.isEmpty ? "" : "  " + words.joined(separator: ", "))
            Output.print(format.paint(line, state.mark.ink))
        }
        Output.print("input   \(visible(path.input.description))")
        if let output = path.output { Output.print("output  \(visible(output.description))") }
        if let error = its.error { Output.print("error   \(visible(error))") }
        if let cause = path.cause { Output.print("cause   \(visible(cause))") }
        for event in events { Output.print("  \(visible(event.description))") }
    }
}

extension ExecutionPath.State.Mark {
    var sign: String {
        switch self {
        case .ahead: "·"
        case .current: "▶"
        case .left: "✓"
        case .failed: "✗"
        }
    }

    var ink: Paint.Ink? {
        switch self {
        case .ahead: .dim
        case .current: .cyan
        case .left: nil
        case .failed: .red
        }
    }
}

extension ExecutionPath {
    var json: JSON {
        let its = execution
        return .object(
            .init([
                .init("id", .string(its.id)), .init("machine", .string(its.machine)), .init("name", .string(its.name)),
                .init("status", .string(its.status)), .init("correlation_id", .string(its.correlationID)),
                .init("started", Timestamp?(its.started).json), .init("ended", its.ended.json),
                .init("redrives", .int(its.redrives)), .init("error", its.error.map { .string($0) } ?? .null),
                .init("cause", cause.map { .string($0) } ?? .null), .init("input", input),
                .init("output", output ?? .null),
                .init("states", .array(states.map(\.json))),
            ])
        )
    }
}

extension ExecutionPath.State {
    var json: JSON {
        .object(
            .init([
                .init("name", .string(name)), .init("type", .string(type)), .init("mark", .string(mark.rawValue)),
                .init("entered", .int(entered)), .init("attempts", .int(attempts)), .init("since", since.json),
                .init("error", error.map { .string($0) } ?? .null),
            ])
        )
    }
}
