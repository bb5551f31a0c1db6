/// A cell's place; the origin is the top left.
package struct Point: Hashable, Sendable {
    package var x: Int, y: Int
    package init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}

package struct Size: Hashable, Sendable {
    package var width: Int, height: Int
    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// A part of the screen. Never negative: what does not fit is empty.
package struct Rect: Hashable, Sendable {
    package var x: Int, y: Int, width: Int, height: Int
    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }
    package init(_ size: Size) { self.init(x: 0, y: 0, width: size.width, height: size.height) }

    package var maxX: Int { x + width }
    package var maxY: Int { y + height }
    package var isEmpty: Bool { width == 0 || height == 0 }

    /// The `n` rows at the top, and the rest.
    package func top(_ n: Int) -> (Rect, Rect) {
        let n = min(max(0, n), height)
        return (Rect(x: x, y: y, width: width, height: n), Rect(x: x, y: y + n, width: width, height: height - n))
    }
    /// The rest, and the `n` rows at the bottom.
    package func bottom(_ n: Int) -> (Rect, Rect) { top(height - min(max(0, n), height)) }
    /// The `n` columns at the left, and the rest.
    package func left(_ n: Int) -> (Rect, Rect) {
        let n = min(max(0, n), width)
        return (Rect(x: x, y: y, width: n, height: height), Rect(x: x + n, y: y, width: width - n, height: height))
    }
    package func inset(_ dx: Int, _ dy: Int) -> Rect {
        Rect(x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy)
    }
    /// A rectangle of this size in the middle, clipped to this one.
    package func centred(_ size: Size) -> Rect {
        let w = min(size.width, width), h = min(size.height, height)
        return Rect(x: x + (width - w) / 2, y: y + (height - h) / 2, width: w, height: h)
    }
}
