/// The waterfall's own characters, and their ASCII twins.
extension Theme {
    /// Waiting on the critical path.
    package var criticalWaiting: Character { isASCII ? ":" : "▒" }
    /// Work on the critical path.
    package var criticalWorking: Character { isASCII ? "@" : "█" }
    /// Something that took no time.
    package var moment: Character { isASCII ? "|" : "▏" }
    /// A bar goes on left of the window.
    package var goesOnBefore: Character { isASCII ? "<" : "‹" }
    /// A bar goes on right of the window.
    package var goesOnAfter: Character { isASCII ? ">" : "›" }
    /// Beside the rows on the critical path, so that it is seen without colour too.
    package var critical: Character { isASCII ? "!" : "┃" }
    /// So many eighths of a column, from its left, 1 to 7; nil where only whole columns can be shown.
    package func eighths(_ count: Int) -> Character? {
        let blocks: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return isASCII || !(1...7).contains(count) ? nil : blocks[count - 1]
    }
    /// Log lines beside a hop.
    package var logLines: Character { isASCII ? "=" : "≡" }
}
