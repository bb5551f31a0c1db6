extension Buffer {
    /// The golden form: one line a row, without trailing spaces.
    package var text: String {
        (0..<size.height).map(row).joined(separator: "\n")
    }

    /// One row of ``text``.
    package func row(_ y: Int) -> String {
        var line = ""
        for x in 0..<size.width where self[x, y].width > 0 { line += string(self[x, y].glyph) }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// The golden form of the looks: a letter for each cell in order of first use, `.` for plain, and below them what
    /// each letter means.
    package var styles: String {
        var letters: [Style: Character] = [:]
        var legend: [String] = []
        let names = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        var lines: [String] = []
        for y in 0..<size.height {
            var line = ""
            for x in 0..<size.width {
                let style = self[x, y].style
                if style == .plain {
                    line.append(".")
                } else if let letter = letters[style] {
                    line.append(letter)
                } else {
                    let letter = letters.count < names.count ? names[letters.count] : "?"
                    letters[style] = letter
                    legend.append("\(letter) \(style)")
                    line.append(letter)
                }
            }
            while line.last == "." { line.removeLast() }
            lines.append(line)
        }
        return (lines + legend).joined(separator: "\n")
    }
}

extension Style: CustomStringConvertible {
    /// `bold red on blue`; `plain` for the terminal's own look.
    package var description: String {
        var words: [String] = []
        if attributes.contains(.bold) { words.append("bold") }
        if attributes.contains(.dim) { words.append("dim") }
        if attributes.contains(.underline) { words.append("underline") }
        if attributes.contains(.reverse) { words.append("reverse") }
        if foreground != .terminal { words.append("\(foreground)") }
        if background != .terminal { words.append("on \(background)") }
        return words.isEmpty ? "plain" : words.joined(separator: " ")
    }
}
