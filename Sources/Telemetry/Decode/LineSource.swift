/// Who wrote a line, by the text that something put in front of it: `[pod/POD/CONTAINER]` of kubectl, `SERVICE-1  |` of
/// Docker Compose, `0|NAME  |` of pm2, `HOST NAME[PID]:` of syslog and what is built like it.
struct LineSource {
    /// The name that writers of JSON give it.
    let name: String
    let value: [UInt8]

    /// Nil where the text says none for sure: `got payload: {…}` has no program in it.
    init?(_ prefix: UnsafeBufferPointer<UInt8>) {
        if let container = LineSource.container(prefix) {
            (name, value) = ("container_name", container)
        } else if let program = LineSource.composed(prefix) ?? LineSource.program(prefix) {
            (name, value) = ("appname", program)
        } else {
            return nil
        }
    }

    private static func container(_ prefix: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard prefix.starts(with: "[pod/".utf8), let end = prefix.firstIndex(of: UInt8(ascii: "]")),
            let slash = prefix[..<end].lastIndex(of: UInt8(ascii: "/")), slash > 4, slash + 1 < end
        else { return nil }
        return Array(prefix[(slash + 1)..<end])
    }

    /// Of `orders-1 |` the service, whose replicas are numbered.
    private static func composed(_ prefix: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let parts = prefix.split(separator: UInt8(ascii: "|"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count > 1 else { return nil }
        var name = trimmed(parts[0])
        if name.allSatisfy(isDigit) {
            // pm2 counts its processes in front of their names.
            guard parts.count > 2 else { return nil }
            name = trimmed(parts[1])
        }
        guard !name.isEmpty, name.allSatisfy(isNameByte) else { return nil }
        if let mark = name.lastIndex(where: { !isDigit($0) }), mark + 1 < name.endIndex, mark > name.startIndex,
            name[mark] == UInt8(ascii: "-") || name[mark] == UInt8(ascii: "_")
        {
            name = name[..<mark]
        }
        return Array(name)
    }

    /// The program of a syslog line.
    private static func program(_ prefix: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var words = prefix.split { LineDecoder.isSpace($0) }
        // The mark of structured text in syslog.
        if let cookie = words.last, cookie.elementsEqual("@cee:".utf8) { words.removeLast() }
        guard let first = words.first, let last = words.last else { return nil }
        if first.first == UInt8(ascii: "<"), first.last == UInt8(ascii: "1"), words.count >= 5 {
            // RFC 5424: version, time, host, program.
            return isName(words[3]) ? Array(words[3]) : nil
        }
        guard last.last == UInt8(ascii: ":") else { return nil }
        let name = last.dropLast()
        if name.last == UInt8(ascii: "]"), let bracket = name.firstIndex(of: UInt8(ascii: "[")) {
            return isName(name[..<bracket]) ? Array(name[..<bracket]) : nil
        }
        // Without a number behind it, only where month, day, clock and host stand in front.
        let isSyslog = first.first == UInt8(ascii: "<") || first.count == 3 && words.count == 5
        return isSyslog && isName(name) ? Array(name) : nil
    }

    private static func isName(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        !text.isEmpty && text.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: "/") } && text.contains { !isDigit($0) }
            && text.contains { $0 != UInt8(ascii: "-") }
    }

    /// Without white space and colours around it.
    private static func trimmed(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        var text = text.drop(while: LineDecoder.isSpace)
        if text.first == 0x1B, let end = text.firstIndex(of: UInt8(ascii: "m")) { text = text[(end + 1)...] }
        while let last = text.last, LineDecoder.isSpace(last) { text.removeLast() }
        return text
    }

    private static func isNameByte(_ b: UInt8) -> Bool {
        isDigit(b) || (b | 0x20) >= 97 && (b | 0x20) <= 122 || b == UInt8(ascii: "-") || b == UInt8(ascii: "_")
            || b == UInt8(ascii: ".")
    }

    private static func isDigit(_ b: UInt8) -> Bool { b >= 48 && b <= 57 }
}
