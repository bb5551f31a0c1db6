/// Why a pattern was refused: the place in it and the reason.
package struct EventPatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Member names joined by dots, array elements by their index: `detail.amount[0].numeric`. Empty: the pattern itself.
    package let path: String
    /// What is wrong there and what would be right.
    package let reason: String

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    package var description: String { path.isEmpty ? "the pattern \(reason)" : "\(path) \(reason)" }
}
