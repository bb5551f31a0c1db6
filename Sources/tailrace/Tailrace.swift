import ArgumentParser

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The command: `tailrace` alone opens the dashboard on the bundled pipeline.
@main struct Tailrace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tailrace",
        abstract: "Observe and debug event-driven systems from a terminal.",
        discussion: """
            From any symptom to the flow that caused it in one key, and from there to a safe redrive in one more.
            Without a command it runs the bundled flows and opens the dashboard on them.

            Exit status: 0 done · 1 nothing found, or a check failed · 2 bad usage or bad input · 130 interrupted.
            """,
        version: version,
        subcommands: [
            Demo.self, Watch.self, Logs.self, Trace.self, Traces.self, Stats.self, PipelineCommand.self, Publish.self,
            DLQ.self,
        ],
        defaultSubcommand: Demo.self
    )

    static let version = "0.1.0"

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            leave(with: error)
        }
    }

    /// Says what went wrong on standard error and leaves with the status of `Tailrace`'s contract.
    static func leave(with error: any Error) -> Never {
        if let failure = error as? Failure {
            if !failure.message.isEmpty { Output.complain("tailrace: \(failure.message)") }
            exit(failure.status.rawValue)
        }
        if error is CancellationError { exit(Failure.Status.interrupted.rawValue) }
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code == .success {
            if !message.isEmpty { Output.print(message) }
            exit(0)
        }
        if !message.isEmpty { Output.complain(message) }
        exit(code == .validationFailure ? Failure.Status.badInput.rawValue : Failure.Status.notFound.rawValue)
    }
}
