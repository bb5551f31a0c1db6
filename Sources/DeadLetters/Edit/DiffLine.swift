/// One line of a unified diff.
package struct DiffLine: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        case same, removed, added
        /// Says which part of the two follows.
        case place
    }
    package var kind: Kind
    package var text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }

    /// The line with its mark, as `diff -u` writes it.
    package var description: String {
        switch kind {
        case .same: " " + text
        case .removed: "-" + text
        case .added: "+" + text
        case .place: text
        }
    }
}
