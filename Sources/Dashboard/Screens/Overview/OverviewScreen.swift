package import TerminalUI

/// Page 1: what needs attention, rates, services, queues.
package struct OverviewScreen: Screen {
    package init() {}
    package var title: String { Page.overview.title }
    package var keymap: Keymap { .moving }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}
