/// What the dashboard is told when it starts.
package struct Configuration: Sendable {
    /// What is watched: `bundled pipeline`, or the names of the sources.
    package var title: String
    /// New records may come; false for files that are read once.
    package var live: Bool
    package var theme: Theme
    package var page: Page
    /// A filter for the Logs page to start with; empty for none.
    package var query: String
    /// Nothing is redriven, edited, discarded or undone from here.
    package var isReadOnly: Bool

    package init(
        title: String,
        live: Bool = true,
        theme: Theme = Theme(),
        page: Page = .overview,
        query: String = "",
        isReadOnly: Bool = false
    ) {
        self.title = title
        self.live = live
        self.theme = theme
        self.page = page
        self.query = query
        self.isReadOnly = isReadOnly
    }
}
