/// A line of Docker's json-file driver: `{"log":"…\n","stream":"stdout","time":"…"}`.
struct DockerLine {
    /// Where the text of `log` stands, as it is escaped.
    let content: Range<Int>
    let stream: RuntimeLine.Stream
    /// The text ends in a newline, and so does the line that the program wrote.
    let endsLine: Bool
    /// The text begins as an object and ends as none, or is as long as a piece.
    let isCut: Bool
    /// The text is an object.
    let isWhole: Bool

    /// As long as Docker lets a piece become.
    private static let pieceBytes = 16_384

    /// Nil for any other line.
    init?(_ line: UnsafeBufferPointer<UInt8>) {
        guard line.starts(with: "{\"log\":".utf8) else { return nil }
        var start = 7
        while start < line.count, line[start] == 0x20 { start += 1 }
        guard start < line.count, line[start] == UInt8(ascii: "\"") else { return nil }
        start += 1
        var end = start
        // The text's last character, and whether a backslash stands before it.
        while end < line.count, line[end] != UInt8(ascii: "\"") { end += line[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < line.count else { return nil }
        content = start..<end
        guard let stream = DockerLine.stream(line[(end + 1)...]) else { return nil }
        self.stream = stream
        var slashes = 0
        var at = end - 2
        while at >= start, line[at] == UInt8(ascii: "\\") {
            slashes += 1
            at -= 1
        }
        endsLine = end > start && line[end - 1] == UInt8(ascii: "n") && slashes % 2 == 1
        let text = endsLine ? line[start..<(end - 2)] : line[start..<end]
        let isObject = text.first == UInt8(ascii: "{")
        let isClosed = text.last == UInt8(ascii: "}")
        isCut = !endsLine && (isObject && !isClosed || end - start >= DockerLine.pieceBytes)
        isWhole = isObject && isClosed && text.dropFirst().starts(with: "\\\"".utf8)
    }

    private static func stream(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> RuntimeLine.Stream? {
        guard let name = find("\"stream\":", rest) else { return nil }
        let value = rest[name...].drop { $0 == 0x20 }
        if value.starts(with: "\"stdout\"".utf8) { return .stdout }
        return value.starts(with: "\"stderr\"".utf8) ? .stderr : nil
    }

    private static func find(_ text: StaticString, _ rest: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var at = rest.startIndex
        while at < rest.endIndex {
            if rest[at] == UInt8(ascii: "\""), text.withUTF8Buffer({ rest[at...].starts(with: $0) }) {
                return at + text.utf8CodeUnitCount
            }
            at += 1
        }
        return nil
    }
}
