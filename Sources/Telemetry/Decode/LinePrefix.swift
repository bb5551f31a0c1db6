import EventModel

/// What the text around an object says: `2026-11-21 10:00:00 INFO order received {…}`, `<14>… shop[1]: {…}`.
struct LinePrefix {
    var time: Timestamp?
    var severity: Severity?
    /// What is left without them: the message, where the object has none.
    var text: [UInt8]?

    init() {}

    /// - Parameter rest: the text behind the object; with any, the message is all of the text around.
    init(_ prefix: UnsafeBufferPointer<UInt8>, rest: UnsafeBufferPointer<UInt8>) {
        var remaining = prefix[...]
        if let priority = LinePrefix.priority(prefix) { severity = SeverityReading.number(priority & 7, .syslog) }
        if let (time, length) = TimeLayout.leading(prefix) {
            self.time = time
            remaining = prefix[length...]
        }
        var words = 0
        var at = remaining.startIndex
        while at < remaining.endIndex, words < 4 {
            while at < remaining.endIndex, LinePrefix.isEdge(remaining[at]) { at += 1 }
            let word = remaining[at...].prefix { !LinePrefix.isEdge($0) }
            guard !word.isEmpty else { break }
            words += 1
            at = word.endIndex
            if let found = SeverityReading.plainWord(word) {
                severity = found
                // In front of it stand names of hosts, threads and containers.
                remaining = remaining[at...]
                break
            }
        }
        if rest.contains(where: { !LineDecoder.isSpace($0) }) {
            text = Array(prefix) + Array("{…}".utf8) + Array(rest)
            return
        }
        while let first = remaining.first, LinePrefix.isEdge(first) { remaining.removeFirst() }
        while let last = remaining.last, LinePrefix.isEdge(last) { remaining.removeLast() }
        text = remaining.isEmpty ? nil : Array(remaining)
    }

    /// The number in `<14>`, which syslog begins a line with: eight times the facility, plus the severity.
    private static func priority(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard text.first == UInt8(ascii: "<"), let end = text.prefix(5).firstIndex(of: UInt8(ascii: ">")) else {
            return nil
        }
        return Int(String(decoding: text[1..<end], as: UTF8.self)).flatMap { (0...191).contains($0) ? $0 : nil }
    }

    private static func isEdge(_ b: UInt8) -> Bool {
        LineDecoder.isSpace(b) || b == UInt8(ascii: "[") || b == UInt8(ascii: "]") || b == UInt8(ascii: "|")
            || b == UInt8(ascii: ":") || b == UInt8(ascii: "-") || b == UInt8(ascii: "(") || b == UInt8(ascii: ")")
    }
}
