import EventModel

/// How an object of a JSON text is written: where a member of it stands, and where and in which style a further one would.
struct JSONObjectLayout: Hashable {
    /// The value of the last member with the name that was looked for: where a name stands twice, readers take the last.
    private(set) var found: Range<Int>?
    /// Right after the last member, or after the opening mark.
    private(set) var end: Int
    /// White space before the last comma, after it (or after the opening mark), and around the last colon.
    private var beforeComma: [UInt8] = []
    private var afterComma: [UInt8] = []
    private var beforeColon: [UInt8] = []
    private var afterColon: [UInt8] = []
    private var members = 0

    /// - Parameters:
    ///   - object: the object's bytes in a text that has been found to be JSON.
    ///   - parent: the object around it, whose style an empty one takes.
    init(_ body: [UInt8], object: Range<Int>, named name: String, parent: JSONObjectLayout?) {
        end = object.lowerBound + 1
        var scan = JSONScan(body, at: end)
        scan.skipSpace()
        let isEmpty = scan.peek == UInt8(ascii: "}")
        if isEmpty {
            beforeColon = parent?.beforeColon ?? []
            afterColon = parent?.afterColon ?? []
            return
        }
        afterComma = Array(body[end..<scan.offset])
        while let member = try? scan.string() {
            let afterName = scan.offset
            scan.skipSpace()
            beforeColon = Array(body[afterName..<scan.offset])
            scan.advance()
            let colon = scan.offset
            guard let value = try? scan.value() else { return }
            afterColon = Array(body[colon..<value.lowerBound])
            end = value.upperBound
            members += 1
            if Self.name(body[member]) == name { found = value }
            scan.skipSpace()
            let comma = scan.offset
            guard scan.peek == UInt8(ascii: ",") else { return }
            beforeComma = Array(body[end..<comma])
            scan.advance()
            scan.skipSpace()
            afterComma = Array(body[comma + 1..<scan.offset])
        }
    }

    /// A further member's bytes, to stand at ``end``, in the style of those before it.
    func member(_ name: String, _ value: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        if members > 0 {
            out += beforeComma + [UInt8(ascii: ",")] + afterComma
            // One member shows no comma: a space goes after it where one goes after the colon.
            if members == 1, afterComma.isEmpty, afterColon == [0x20] { out.append(0x20) }
        }
        JSON.write(name, to: &out)
        return out + beforeColon + [UInt8(ascii: ":")] + afterColon + value
    }

    /// What a string with its marks says.
    private static func name(_ token: ArraySlice<UInt8>) -> String? {
        if token.contains(UInt8(ascii: "\\")) { return (try? JSON(parsing: Array(token)))?.string }
        return String(validating: token.dropFirst().dropLast(), as: UTF8.self)
    }
}
