import ArgumentParser

/// `tailrace pipeline`: the bundled pipeline without a screen.
struct PipelineGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline",
        abstract: "The bundled pipeline without a screen; check and draw flow files.",
        subcommands: [PipelineRun.self, PipelineValidate.self, PipelineDescribe.self]
    )
}
