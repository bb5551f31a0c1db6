import EventModel

/// What was thrown, read from a stack trace in text: where a logger writes nothing else of an error, its type and message
/// stand in it.
///
/// - Python: the last line that is not indented, behind `Traceback (most recent call last):`.
/// - Java, JavaScript, .NET: the first line, `TYPE: MESSAGE`, with frames (`at …`) behind it.
enum StackText {
    /// The error with the text as its stack; nil where the text is no stack trace.
    static func error(_ text: String) -> ErrorInfo? {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }) else { return nil }
        let lines = text[first...].split(whereSeparator: \.isNewline)
        var thrown: Substring?
        if text.contains("Traceback (most recent call last)") {
            thrown = lines.last { $0.first.map { !$0.isWhitespace } ?? false }
        } else if let head = lines.first {
            let isFrame = { (line: Substring) in line.drop(while: \.isWhitespace).hasPrefix("at ") }
            if lines.count > 1, lines.dropFirst().contains(where: isFrame) {
                thrown = head
            } else if let frame = head.firstRange(of: "   at ") {
                // .NET's console puts all on one line.
                thrown = head[..<frame.lowerBound]
            }
        }
        guard let thrown, let (type, message) = parts(thrown) else { return nil }
        return ErrorInfo(type: type, message: message, stack: text)
    }

    /// `TYPE: MESSAGE`, or a type alone.
    private static func parts(_ line: Substring) -> (String, String)? {
        let type = line.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "$" }
        guard type.first?.isLetter ?? false else { return nil }
        let rest = line[type.endIndex...].drop(while: \.isWhitespace)
        guard rest.isEmpty || rest.first == ":" else { return nil }
        return (String(type), String(rest.dropFirst().drop(while: \.isWhitespace)))
    }
}
