package import TerminalUI

/// Page 2: the live tail.
package struct LogsScreen: Screen {
    package init() {}
    package var title: String { Page.logs.title }
    package var keymap: Keymap { .moving }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}
