/// A screen's worth of cells.
package struct Buffer: Equatable, Sendable {
    package let size: Size

    package init(size: Size) { self.size = size }

    /// Writes text from `at` to the right, clipped to `clip`; answers the columns used. A glyph that does not fit whole is left
    /// out. Control characters, and whatever else could drive a terminal, are shown as visible stand-ins.
    @discardableResult
    package mutating func write(_ text: some StringProtocol, at: Point, _ style: Style = .plain, clip: Rect) -> Int {
        0
    }

    /// Fills an area with one glyph.
    package mutating func fill(_ area: Rect, with glyph: Character = " ", _ style: Style = .plain) {}

    /// Changes how an area looks and leaves its text.
    package mutating func restyle(_ area: Rect, _ change: (inout Style) -> Void) {}

    /// The golden form: one line a row, without trailing spaces.
    package var text: String { "" }
}
