import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace faults`.
struct Faults: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make functions fail, to see what follows, and let them work again.",
        discussion: "A fault holds until it is cleared, over restarts too.",
        subcommands: [FaultsList.self, FaultsInject.self, FaultsClear.self]
    )
}

/// `tailrace faults list`.
struct FaultsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The faults that are injected.")
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let faults = try await Desk(data).desk.parts().functions.compactMap(\.fault)
        if format.output == .json {
            let rows = faults.map { fault in
                JSON.object(
                    .init([
                        .init("function", .string(fault.function)), .init("share", .double(fault.share)),
                        .init("error", fault.error.json),
                    ])
                )
            }
            return Output.print(JSON.array(rows).description)
        }
        if faults.isEmpty { throw Failure.notFound("no faults are injected") }
        for fault in faults {
            Output.print(
                "\(visible(fault.function))  \(Figures.decimal(fault.share * 100)) %  \(visible(fault.error.type)): \(visible(fault.error.message))"
            )
        }
    }
}

/// `tailrace faults inject`.
struct FaultsInject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inject",
        abstract: "Let a share of a function's invocations fail before its handler is run."
    )
    @Argument(help: "The function.") var function: String
    @Option(name: .long, help: "The share of the invocations, above 0 and at most 1.")
    var share: ShareArgument?
    @Option(name: .long, help: "The error's type; ServiceException is a failure of the service.")
    var errorType = "InjectedFault"
    @Option(name: .long, help: "The error's message.") var errorMessage = "a fault that an operator injected"
    @OptionGroup var permission: PermissionOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let fault = FaultInjection(
            function: function,
            share: share?.share ?? 1,
            error: ErrorInfo(type: errorType, message: errorMessage)
        )
        try await Desk(data).perform(.injectFault(fault), permission, format)
    }
}

/// `tailrace faults clear`.
struct FaultsClear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "clear", abstract: "Let a function work again.")
    @Argument(help: "The function.") var function: String
    @OptionGroup var permission: PermissionOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws { try await Desk(data).perform(.clearFault(function), permission, format) }
}
