package import TerminalUI

/// A page, a full screen on top of one, or an overlay. Holds what the operator has chosen and nothing of the data; both
/// are put together when it is painted.
package protocol Screen: Sendable {
    /// What `?` calls it.
    var title: String { get }

    /// Overlays are painted over the layer below and take every key; others cover the layer below and let keys they do not
    /// know fall through to the frame.
    var isOverlay: Bool { get }

    /// The keys in the order of the footer. The one table for handling, footer and help.
    var keymap: Keymap { get }

    /// What the next snapshot must carry beside counters and records.
    var interest: Interest { get }

    /// Takes note of a new snapshot before it is painted and before the next key: where a list's rows have gone, what is
    /// left of a selection. A row that was selected stays selected.
    mutating func settle(_ snapshot: Snapshot)

    /// Acts on a key's meaning.
    mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction

    /// Acts on a key that the key table does not have: typing.
    mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction

    /// Hears what became of an effect.
    mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction

    /// Paints itself. The area of a page is ``Snapshot/body``; it is empty before this is called.
    func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas)
}

extension Screen {
    package var isOverlay: Bool { false }
    package var interest: Interest { Interest() }
    package mutating func settle(_ snapshot: Snapshot) {}
    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction { .ignored }
    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction { .ignored }
}
