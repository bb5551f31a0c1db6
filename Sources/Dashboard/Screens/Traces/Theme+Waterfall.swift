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
}
