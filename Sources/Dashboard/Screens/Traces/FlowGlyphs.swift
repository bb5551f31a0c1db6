/// The characters that a tree and its waterfall are drawn with. Meaning never hangs on colour alone, so each state has its own.
package struct FlowGlyphs: Hashable, Sendable {
    package var unfolded, folded, leaf: Character
    package var wait, work, criticalWait, criticalWork: Character
    package var moment, dead, redrive, ok, failed, retried, warning: Character
    package var tick, before, after: Character
    package var ellipsis: String

    package static let unicode = FlowGlyphs(
        unfolded: "▾", folded: "▸", leaf: "─",
        wait: "░", work: "▓", criticalWait: "▒", criticalWork: "█",
        moment: "▏", dead: "◆", redrive: "↻", ok: "✓", failed: "✗", retried: "↻", warning: "▲",
        tick: "╷", before: "‹", after: "›", ellipsis: "…"
    )
    package static let ascii = FlowGlyphs(
        unfolded: "v", folded: ">", leaf: "-",
        wait: ".", work: "=", criticalWait: ":", criticalWork: "#",
        moment: "|", dead: "*", redrive: "r", ok: "o", failed: "x", retried: "r", warning: "!",
        tick: "|", before: "<", after: ">", ellipsis: "..."
    )
}
