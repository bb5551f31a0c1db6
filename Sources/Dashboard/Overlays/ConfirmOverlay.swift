package import TerminalUI

/// Asks before something that cannot be taken back. Cancel is the default; `y` confirms, or, for more than one, the number
/// typed and then Enter. The effects are performed when it is confirmed, and the layer below hears `then`.
package struct ConfirmOverlay: Screen {
    package init(title: String, lines: [String], verb: String, count: Int, effects: [Effect]) {}
    package var title: String { "Confirm" }
    package var isOverlay: Bool { true }
    package var keymap: Keymap { Keymap([]) }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}
