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
            Demo.self, Watch.self, Logs.self, Trace.self, Traces.self, Stats.self, Map.self, PipelineGroup.self,
            Publish.self, ReplayCommand.self, Archives.self, Tables.self, Aggregates.self, Rules.self, Queues.self,
            Consumers.self,
            Faults.self, Executions.self, Cost.self, DLQ.self,
            Check.self, Bench.self,
        ],
        defaultSubcommand: Demo.self
    )

    static let version = "0.1.0"

    static func main() async {
        // Whoever reads the output may go (`| head`): the write that fails then ends the program, quietly.
        _ = signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            if Interruption.isNoted { throw CancellationError() }
        } catch {
            leave(with: error)
        }
    }
}
