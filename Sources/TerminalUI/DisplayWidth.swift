/// The columns a text takes when it is written into a ``Buffer``.
package func displayWidth(_ text: some StringProtocol) -> Int {
    var columns = 0
    GlyphScan.forEach(in: text) { _, width, _ in
        columns += width
        return true
    }
    return columns
}

extension StringProtocol {
    /// The text if it fits into so many columns, else as much of it as does with `…` at the end.
    package func truncated(to columns: Int) -> String {
        guard columns > 0 else { return "" }
        var used = 0
        var keep = 0
        var fits = true
        GlyphScan.forEach(in: self) { _, width, source in
            if used + width <= columns - 1 { keep = source.upperBound }
            used += width
            fits = used <= columns
            return fits
        }
        if fits { return String(self) }
        return String(decoding: utf8.prefix(keep), as: UTF8.self) + "…"
    }

    /// The text if it fits into so many columns, else as much of its end as does behind `…`.
    package func truncatedAtStart(to columns: Int) -> String {
        guard columns > 0 else { return "" }
        var over = displayWidth(self) - columns
        guard over > 0 else { return String(self) }
        // The mark takes a column too.
        over += 1
        var start = 0
        GlyphScan.forEach(in: self) { _, width, source in
            guard over > 0 else { return false }
            over -= width
            start = source.upperBound
            return true
        }
        return "…" + String(decoding: utf8.dropFirst(start), as: UTF8.self)
    }

    /// The text behind as many spaces as bring it to so many columns; cut with `…` if it is longer.
    package func rightAligned(to columns: Int) -> String {
        let text = truncated(to: columns)
        return String(repeating: " ", count: Swift.max(0, columns - displayWidth(text))) + text
    }

    /// The text with as many spaces after it as bring it to so many columns; cut with `…` if it is longer.
    package func leftAligned(to columns: Int) -> String {
        let text = truncated(to: columns)
        return text + String(repeating: " ", count: Swift.max(0, columns - displayWidth(text)))
    }
}
