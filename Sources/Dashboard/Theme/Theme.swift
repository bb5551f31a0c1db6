package import TerminalUI

/// Colours and glyphs, by what they mean. Meaning never hangs on colour alone, so a theme without colours loses none.
package struct Theme: Hashable, Sendable {
    package let isASCII: Bool
    package let hasColors: Bool

    package init(isASCII: Bool = false, hasColors: Bool = true) {
        self.isASCII = isASCII
        self.hasColors = hasColors
    }

    // MARK: Styles

    package var text: Style { .plain }
    /// What explains, and what can wait.
    package var dim: Style { hasColors ? Style(.brightBlack) : Style(.terminal, on: .terminal, .dim) }
    package var strong: Style { Style(.terminal, on: .terminal, .bold) }
    /// Headings of tables and panes.
    package var heading: Style { strong }
    /// Ids: there to be recognised, not read.
    package var id: Style { hasColors ? Style(.cyan, on: .terminal, .dim) : .plain }
    /// The tab that is open, keys in the footer, a field that is being typed in.
    package var accent: Style { hasColors ? Style(.blue, on: .terminal, .bold) : strong }
    package var error: Style { hasColors ? Style(.red, on: .terminal, .bold) : strong }
    package var warning: Style { hasColors ? Style(.yellow) : strong }
    /// A success that was waited for; nothing else is green.
    package var success: Style { hasColors ? Style(.green) : .plain }
    package var rule: Style { dim }
    /// A bar's part that is work; see also ``wait``.
    package var work: Style { hasColors ? Style(.blue) : .plain }
    package var wait: Style { dim }
    /// The row that keys act on.
    package func select(_ style: inout Style) {
        style.attributes.insert(.reverse)
        style.attributes.remove(.dim)
        if style.foreground == .brightBlack { style.foreground = .terminal }
    }
    /// A piece of text that the search found.
    package func highlight(_ style: inout Style) { style.attributes.formUnion([.underline, .bold]) }

    // MARK: Glyphs, each with its ASCII twin of the same width

    package var failed: Character { isASCII ? "x" : "✗" }
    package var raised: Character { isASCII ? "!" : "▲" }
    package var dead: Character { isASCII ? "*" : "◆" }
    package var redriven: Character { isASCII ? "r" : "↻" }
    package var quarantined: Character { isASCII ? "q" : "⊘" }
    package var succeeded: String { isASCII ? "ok" : "✓" }
    package var live: Character { isASCII ? "o" : "●" }
    package var paused: String { isASCII ? "||" : "⏸" }
    package var marked: Character { isASCII ? "#" : "●" }
    package var unmarked: Character { isASCII ? "." : "○" }
    package var cursor: Character { isASCII ? ">" : "▌" }
    package var folded: Character { isASCII ? "+" : "▸" }
    package var unfolded: Character { isASCII ? "-" : "▾" }
    package var leaf: Character { isASCII ? "-" : "─" }
    /// A line of it: records are left out here.
    package var leftOut: Character { isASCII ? "." : "┄" }
    /// A stretch that a search has not come to.
    package var unsearched: Character { isASCII ? "." : "·" }
    package var horizontal: Character { isASCII ? "-" : "─" }
    package var vertical: Character { isASCII ? "|" : "│" }
    package var junctionUp: Character { isASCII ? "+" : "┴" }
    package var cornerTopLeft: Character { isASCII ? "+" : "┌" }
    package var cornerTopRight: Character { isASCII ? "+" : "┐" }
    package var cornerBottomLeft: Character { isASCII ? "+" : "└" }
    package var cornerBottomRight: Character { isASCII ? "+" : "┘" }
    package var waiting: Character { isASCII ? "." : "░" }
    package var working: Character { isASCII ? "#" : "▓" }
    package var ellipsis: String { isASCII ? "..." : "…" }
    package var times: String { isASCII ? "x" : "×" }
}
