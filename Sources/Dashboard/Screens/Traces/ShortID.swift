import TerminalUI

/// Ids as lists show them: enough to tell them apart, never so much that the eye has to read.
package enum ShortID {
    /// The first and the last four characters, `5f2c…e81a`; ids of up to twelve characters as they are.
    package static func text(_ id: String, _ theme: Theme) -> String {
        // Only a bounded part is looked at: an id from a log may be of any length.
        let head = id.prefix(13)
        if head.count <= 12 { return String(head) }
        return "\(head.prefix(4))\(theme.isASCII ? ".." : "…")\(id.suffix(4))"
    }
}
