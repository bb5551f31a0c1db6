package import TerminalUI

/// The bar a filter is typed in. While it is typed the page below hears ``Action/previewFilter(_:)``, Enter gives it
/// ``Action/applyFilter(_:)``, Esc ``Action/dropPreview``.
package struct FilterBar: Screen {
    package init(_ filter: String) {}
    package var title: String { "Filter" }
    package var isOverlay: Bool { true }
    package var keymap: Keymap { Keymap([]) }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}
