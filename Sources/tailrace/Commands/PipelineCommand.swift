import ArgumentParser

/// `tailrace pipeline`: the bundled pipeline without a screen.
struct PipelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline",
        abstract: "The bundled pipeline without a screen.",
        subcommands: [PipelineRun.self]
    )
}
