package import TerminalUI

package struct CommandOverlay: Screen {
    package init(of screen: any Screen) {}
    package var title: String { "Command" }
    package var isOverlay: Bool { true }
    package var keymap: Keymap { .moving }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}
