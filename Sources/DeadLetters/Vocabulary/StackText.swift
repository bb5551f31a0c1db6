import EventModel

/// Stacks as runtimes write them, turned into one frame a line with the innermost first.
enum StackText {
    /// `stackTrace` or `trace` of a Lambda response: lines, or lists of a file, a line, a function and its text.
    static func frames(_ json: JSON?) -> String? {
        guard let json else { return nil }
        if let text = json.string { return frames(text) }
        guard let array = json.array else { return nil }
        let lines = array.compactMap { frame -> String? in
            guard let parts = frame.array else { return DeathRecord.text(frame) }
            return parts.compactMap(DeathRecord.text).joined(separator: ", ")
        }
        return frames(lines.joined(separator: "\n"))
    }

    /// A stack as one text. Python's has the innermost frame last; Java's and JavaScript's begin with the error itself.
    static func frames(_ text: String) -> String? {
        var lines = text.split(whereSeparator: \.isNewline).map { line in
            String(line.drop { $0.isWhitespace })
        }
        lines.removeAll { $0.isEmpty }
        if lines.contains(where: { $0.hasPrefix("File \"") }) {
            lines.removeAll { $0.hasPrefix("Traceback ") }
            // A frame is its place and, below it, the line of code.
            var frames: [[String]] = []
            for line in lines {
                if line.hasPrefix("File \"") || frames.isEmpty {
                    frames.append([line])
                } else {
                    frames[frames.count - 1].append(line)
                }
            }
            lines = frames.reversed().map { $0.joined(separator: "  ") }
        } else if let first = lines.first, lines.count > 1, !first.hasPrefix("at "), lines[1].hasPrefix("at ") {
            lines.removeFirst()
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }
}
