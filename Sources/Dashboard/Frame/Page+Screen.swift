extension Page {
    /// A new screen for the page, as it is before anybody has pressed a key. A screen is added here.
    func makeScreen() -> any Screen {
        switch self {
        case .overview: OverviewScreen()
        case .logs: LogsScreen()
        case .traces: TracesScreen()
        case .deadLetters: DeadLettersScreen()
        case .map: MapScreen()
        case .pipeline: PipelineScreen()
        }
    }
}
