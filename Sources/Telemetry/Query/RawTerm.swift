/// Texts that a line must contain for a term to hold, and the lines of which that cannot be said.
///
/// A decoded string differs from the line's bytes only where the line has escapes. A text without quotes, backslashes,
/// slashes and control characters can come only of `\u…`, at whatever depth of strings within strings; so a line without
/// one of those holds the text as it is or not at all.
struct RawTerm: Sendable {
    /// One of the texts of each group has to be there.
    let groups: [[TextNeedle]]
    /// A line with one of these is not to be judged by its bytes.
    let exceptions: [TextNeedle]
    /// Whether the texts are all there is to the term.
    let isWhole: Bool

    private static let anyEscape = TextNeedle(bytes: [0x5C])
    private static let spelledEscape = TextNeedle(bytes: Array(#"\u"#.utf8))

    /// A text anywhere in the record: where it stands in the line, the term holds.
    init(text: TextNeedle) {
        groups = [[text]]
        exceptions = [text.maySpanEscape ? RawTerm.anyEscape : RawTerm.spelledEscape]
        isWhole = true
    }

    /// Texts without which a term cannot hold; they span no escape but `\u…`.
    init(required: [[TextNeedle]], exceptions: [TextNeedle] = []) {
        groups = required
        self.exceptions = exceptions + [RawTerm.spelledEscape]
        isWhole = false
    }
}
