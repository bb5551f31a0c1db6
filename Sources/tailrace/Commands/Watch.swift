import ArgumentParser
import Dashboard
import DeadLetters
import Inputs
import Telemetry

/// `tailrace watch`: the dashboard on sources.
struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open the dashboard on files, patterns or standard input.",
        discussion:
            "Files are followed across rotation and truncation. Without a source, the data directory's own telemetry."
    )
    @OptionGroup var sources: SourceOptions
    @Option(name: [.customShort("q"), .long], parsing: .unconditional, help: "Open the log with this filter.")
    var query: String?
    @OptionGroup var screen: ScreenOptions

    func run() async throws {
        if let query { _ = try compile(query) }
        let reader = try sources.reader(following: true)
        let own = sources.sources.isEmpty
        let title = own ? "pipeline of \(sources.data.directory)" : sources.sources.joined(separator: " ")
        let page: Page = query == nil ? .overview : .logs
        try await screen.show(Configuration(title: title, theme: screen.theme, page: page, query: query ?? "")) {
            let store = sources.store()
            // The data directory's own telemetry has dead letters that can be acted on.
            let engine = own ? try DeadLetterDesk(sources.data, isReadOnly: screen.isReadOnly).engine : nil
            return (
                SnapshotSource(
                    store: store,
                    engine: engine,
                    desk: own ? try Desk(sources.data, isReadOnly: screen.isReadOnly).desk : nil,
                    progress: { reader.progress },
                    troubles: { reader.troubles }
                ),
                { await reader.run(into: store, follow: true) }
            )
        }
        for problem in reader.problems { Output.complain("tailrace: \(problem)") }
    }
}
