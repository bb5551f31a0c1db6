package import TerminalUI

package struct LookUpOverlay: Screen {
    package init() {}
    package var title: String { "LookUp" }
    package var isOverlay: Bool { true }
    package var keymap: Keymap { .moving }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}
