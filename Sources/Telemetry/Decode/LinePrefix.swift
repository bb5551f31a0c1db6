import EventModel

/// What the text around an object says: `2026-11-21 10:00:00 INFO order received {…}`, `<14>… shop[1]: {…}`.
struct LinePrefix {
    var time: Timestamp?
    var severity: Severity?
    /// What is left without them: the message, where the object has none.
    var text: [UInt8]?
    /// The program or container that wrote the line, and the name under which other writers of logs put it.
    var source: LineSource?
    /// The id of the request, as Lambda puts it between tabs.
    var request: [UInt8]?

    init() {}

    /// - Parameter rest: the text behind the object; with any, the message is all of the text around.
    init(_ prefix: UnsafeBufferPointer<UInt8>, rest: UnsafeBufferPointer<UInt8>) {
        var remaining = prefix[...]
        if let priority = LinePrefix.priority(prefix) { severity = SeverityReading.number(priority & 7, .syslog) }
        if let (time, place) = LinePrefix.time(in: prefix) {
            self.time = time
            if let found = word(in: prefix[..<place.lowerBound])?.severity { severity = found }
            remaining = prefix[place.upperBound...]
        }
        source = LineSource(prefix)
        if let found = word(in: remaining) {
            severity = found.severity
            // In front of it stand names of hosts, threads and containers.
            remaining = remaining[found.end...]
        }
        if rest.contains(where: { !LineDecoder.isSpace($0) }) {
            text = Array(prefix) + Array("{…}".utf8) + Array(rest)
            return
        }
        while let first = remaining.first, LinePrefix.isEdge(first) { remaining.removeFirst() }
        while let last = remaining.last, LinePrefix.isEdge(last) { remaining.removeLast() }
        text = remaining.isEmpty ? nil : Array(remaining)
    }

    /// The members that an object would have, had the text been in it; without those that say what it says itself.
    func members(besideService hasService: Bool, request hasRequest: Bool) -> [(name: String, value: [UInt8])] {
        var members: [(name: String, value: [UInt8])] = []
        if !hasService, let source { members.append((source.name, source.value)) }
        if !hasRequest, let request { members.append(("requestId", request)) }
        return members
    }

    /// The time that the text begins with, or that stands behind a name or a severity.
    private static func time(in text: UnsafeBufferPointer<UInt8>) -> (Timestamp, Range<Int>)? {
        var start = 0
        for _ in 0..<4 {
            if let (time, length) = TimeLayout.leading(UnsafeBufferPointer(rebasing: text[start...])) {
                return (time, start..<(start + length))
            }
            guard let space = text[start...].firstIndex(where: { LineDecoder.isSpace($0) || $0 == UInt8(ascii: "|") }),
                let next = text[space...].firstIndex(where: { !LineDecoder.isSpace($0) && $0 != UInt8(ascii: "|") })
            else { return nil }
            start = next
        }
        return nil
    }

    /// The first word for a severity among the first four words, and where it ends. Takes note of a request's id on the way.
    private mutating func word(in text: Slice<UnsafeBufferPointer<UInt8>>) -> (severity: Severity, end: Int)? {
        var words = 0
        var at = text.startIndex
        while at < text.endIndex, words < 4 {
            while at < text.endIndex, LinePrefix.isEdge(text[at]) { at += 1 }
            if LinePrefix.isUUID(text[at...]) {
                let end = at + 36
                if text[text.startIndex..<at].contains(0x09) || end < text.endIndex && text[end] == 0x09 {
                    request = Array(text[at..<end])
                }
                at = end
                continue
            }
            let word = text[at...].prefix { !LinePrefix.isEdge($0) }
            guard !word.isEmpty else { break }
            words += 1
            at = word.endIndex
            if let found = SeverityReading.plainWord(word) { return (found, at) }
        }
        return nil
    }

    private static func isUUID(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard text.count >= 36 else { return false }
        return text.prefix(36).enumerated().allSatisfy { place, byte in
            [8, 13, 18, 23].contains(place) ? byte == UInt8(ascii: "-") : TraceHeader.isHex(byte)
        }
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
