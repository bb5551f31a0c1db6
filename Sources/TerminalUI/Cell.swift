/// What stands in a cell: a Unicode scalar, or with the top bit set an index into the buffer's table of clusters. A
/// number and not a `Character`, so that painting and comparing cells costs no reference counting.
package struct Glyph: Hashable, Sendable, BitwiseCopyable {
    package var bits: UInt32

    package init(_ scalar: Unicode.Scalar) { bits = scalar.value }
    init(cluster index: Int) { bits = 0x8000_0000 | UInt32(index) }

    package static let space = Glyph(" ")
    /// Shown for text that has no place here: invalid, unassigned or bidirectional controls.
    package static let replacement = Glyph("\u{FFFD}")

    /// The place in the cluster table; nil for a plain scalar.
    package var clusterIndex: Int? { bits & 0x8000_0000 != 0 ? Int(bits & 0x7FFF_FFFF) : nil }
    package var scalar: Unicode.Scalar? { clusterIndex == nil ? Unicode.Scalar(bits) : nil }
}

/// One place on the screen, eight bytes.
package struct Cell: Hashable, Sendable, BitwiseCopyable {
    package var glyph: Glyph
    package var style: Style
    /// Columns the glyph takes: 1 or 2; 0 for the right half of a wide glyph.
    package var width: UInt8

    package init(_ glyph: Glyph = .space, _ style: Style = .plain, width: UInt8 = 1) {
        self.glyph = glyph
        self.style = style
        self.width = width
    }
}
