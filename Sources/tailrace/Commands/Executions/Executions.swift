import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace executions`.
struct Executions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, start, stop and redrive the executions of state machines.",
        discussion:
            "Works while a pipeline runs on the data directory or not; the next one goes on with what is asked for.",
        subcommands: [
            ExecutionsList.self, ExecutionsShow.self, ExecutionsStart.self, ExecutionsStop.self, ExecutionsRedrive.self,
        ]
    )
}

extension ExecutionDesk {
    /// The id of an execution that somebody names by its id or its name.
    ///
    /// - Throws: ``Failure`` where there is none, or more than one.
    func named(_ name: String) async throws -> String {
        let found = try await ids(named: name)
        if found.count > 1 {
            throw Failure.badInput(
                "\(visible(name)) is an execution of several machines: name one by its id\n  "
                    + found.map { visible($0) }.joined(separator: "\n  ")
            )
        }
        guard let id = found.first else { throw Failure.notFound("no execution is named \(visible(name))") }
        return id
    }
}

extension ExecutionSummary {
    var json: JSON {
        .object(
            .init([
                .init("id", .string(id)), .init("machine", .string(machine)), .init("name", .string(name)),
                .init("status", .string(status)), .init("state", state.map { .string($0) } ?? .null),
                .init("error", error.map { .string($0) } ?? .null), .init("correlation_id", .string(correlationID)),
                .init("started", Timestamp?(started).json), .init("ended", ended.json),
                .init("redrives", .int(redrives)),
            ])
        )
    }

    var ink: Paint.Ink? {
        switch status {
        case "SUCCEEDED": nil
        case "RUNNING": .cyan
        default: .red
        }
    }
}
