package import TerminalUI

/// Page 3, before its screen is merged.
package struct TracesScreen: Screen {
    package init() {}
    package var title: String { Page.traces.title }
    package var keymap: Keymap { .moving }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}

/// One flow, before its screen is merged.
package struct FlowScreen: Screen {
    let correlationID: String
    package init(_ correlationID: String) { self.correlationID = correlationID }
    package var title: String { "Flow" }
    package var keymap: Keymap { .moving }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}

/// Page 4, before its screen is merged.
package struct DeadLettersScreen: Screen {
    package init() {}
    package var title: String { Page.deadLetters.title }
    package var keymap: Keymap { .moving }
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction { .ignored }
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {}
}
