import TerminalUI

/// A text in lines of at most so many columns, broken at spaces where there are some.
package struct WrappedText: Hashable, Sendable {
    /// Each at most as wide as asked for.
    package let lines: [String]

    /// - Parameter limit: lines made at most; the last one ends in `…` if there would be more.
    package init(_ text: some StringProtocol, width: Int, limit: Int = .max) {
        var lines: [String] = []
        var line = ""
        var used = 0
        func flush() {
            if used > 0 { lines.append(line) }
            (line, used) = ("", 0)
        }
        guard width > 0, limit > 0 else {
            self.lines = []
            return
        }
        // A hostile text is no longer looked at than what could show.
        let bounded = text.prefix(limit == .max ? 100_000 : (limit + 1) * (width + 1))
        for word in bounded.split(separator: " ") {
            var rest = Substring(word)
            while !rest.isEmpty {
                let columns = displayWidth(rest)
                if used > 0, used + 1 + columns > width { flush() }
                if columns <= width - (used > 0 ? used + 1 : 0) {
                    line += used > 0 ? " \(rest)" : String(rest)
                    used += columns + (used > 0 ? 1 : 0)
                    rest = ""
                } else {
                    // Longer than a line: as many characters as fit.
                    var piece = rest.prefix(width)
                    while piece.count > 1, displayWidth(piece) > width { piece = piece.dropLast() }
                    lines.append(String(piece))
                    rest = rest.dropFirst(piece.count)
                }
            }
            if lines.count > limit { break }
        }
        flush()
        if lines.count > limit {
            lines = Array(lines.prefix(limit))
            lines[limit - 1] = (lines[limit - 1] + "  ").truncated(
                to: max(1, min(width, displayWidth(lines[limit - 1]) + 1))
            )
        }
        self.lines = lines
    }
}
