import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace consumers`.
struct Consumers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, pause and resume what takes messages from queues and records from streams.",
        discussion: "A pause holds until it is resumed, over restarts too.",
        subcommands: [ConsumersList.self, ConsumersPause.self, ConsumersResume.self]
    )
}

/// `tailrace consumers list`.
struct ConsumersList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The consumers with their states.")
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let consumers = try await Desk(data).desk.parts().consumers
        if format.output == .json {
            let rows = consumers.map { consumer in
                JSON.object(
                    .init([
                        .init("consumer", .string(consumer.id)), .init("source", .string(consumer.source)),
                        .init("function", .string(consumer.function)), .init("paused", .bool(consumer.isPaused)),
                    ])
                )
            }
            return Output.print(JSON.array(rows).description)
        }
        if consumers.isEmpty { throw Failure.notFound("no consumers") }
        for consumer in consumers {
            let state = consumer.isPaused ? format.paint("paused ", .yellow) : "running"
            Output.print("\(state)  \(visible(consumer.id))")
        }
    }
}

/// `tailrace consumers pause`.
struct ConsumersPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let a consumer take nothing more; what it holds it finishes."
    )
    @Argument(help: "The consumer: SOURCE/FUNCTION.") var consumer: String
    @OptionGroup var permission: PermissionOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await Desk(data).perform(.setConsumer(consumer, isPaused: true), permission, format)
    }
}

/// `tailrace consumers resume`.
struct ConsumersResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let a paused consumer go on.")
    @Argument(help: "The consumer: SOURCE/FUNCTION.") var consumer: String
    @OptionGroup var permission: PermissionOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await Desk(data).perform(.setConsumer(consumer, isPaused: false), permission, format)
    }
}
