package import DeadLetters
package import TerminalUI

/// tmp
package struct DeadLettersScreen: Screen {
    package init() {}
    package var title: String { Page.deadLetters.title }
    package var keymap: Keymap { .moving }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}
/// tmp
package struct RedriveDialog: Screen {
    package init(_ plan: RedrivePlan, what: String) {}
    package var title: String { Page.deadLetters.title }
    package var keymap: Keymap { .moving }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}
