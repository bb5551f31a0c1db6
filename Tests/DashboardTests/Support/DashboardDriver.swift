import Dashboard
import EventModel
import TerminalUI

/// Presses keys and reads the screen, without a clock, a terminal or a store. What the screens are painted from is given by
/// the test in ``snapshot``.
struct DashboardDriver {
    static let narrow = Size(width: 80, height: 24)
    static let wide = Size(width: 140, height: 40)
    /// What the clock says unless a test sets it: 2026-03-14T14:03:27Z.
    static let now = Timestamp(seconds: 1_773_497_007)

    private(set) var dashboard: Dashboard
    var snapshot: Snapshot { didSet { dashboard.settle(snapshot) } }
    /// Every effect asked for so far, oldest first.
    private(set) var effects: [Effect] = []

    init(
        _ page: Page = .overview,
        size: Size = narrow,
        theme: Theme = Theme(),
        live: Bool = true,
        _ prepare: (inout Snapshot) -> Void = { _ in }
    ) {
        dashboard = Dashboard(Configuration(title: "bundled pipeline", live: live, theme: theme, page: page))
        snapshot = Snapshot(now: Self.now, size: size)
        snapshot.live = live
        prepare(&snapshot)
        dashboard.settle(snapshot)
    }

    /// Opens a place, as a key would.
    mutating func open(_ route: Route) {
        effects += dashboard.open(route, snapshot)
        dashboard.settle(snapshot)
    }

    mutating func press(_ keys: Key...) {
        for key in keys {
            effects += dashboard.handle(.key(key), snapshot)
            dashboard.settle(snapshot)
        }
    }

    /// Presses a character key for each character.
    mutating func type(_ text: String) {
        for character in text { press(.character(character)) }
    }

    mutating func receive(_ answer: Answer) {
        effects += dashboard.receive(answer, snapshot)
        dashboard.settle(snapshot)
    }

    /// The effects asked for since the last call.
    mutating func takeEffects() -> [Effect] {
        defer { effects = [] }
        return effects
    }

    /// The frame.
    var frame: Buffer { dashboard.render(snapshot).frame }
    /// The frame as text, one line a row.
    var text: String { frame.text }
    /// Where the text cursor is.
    var cursor: Point? { dashboard.render(snapshot).cursor }

    /// The rows that contain a text.
    func lines(with part: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).filter { $0.contains(part) }
    }

    /// The top layer.
    var top: any Screen { dashboard.screens[dashboard.screens.count - 1] }
}
