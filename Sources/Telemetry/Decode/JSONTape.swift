import EventModel

/// A parsed JSON text as simdjson leaves it (https://github.com/simdjson/simdjson/blob/master/doc/tape.md): one 64-bit
/// word a token, walked by index without a call or an allocation. Valid until the parser's next parse.
struct JSONTape {
    let words: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>

    enum Kind: UInt8 {
        case string = 0x22
        case integer = 0x6C
        case unsigned = 0x75
        case double = 0x64
        case yes = 0x74
        case no = 0x66
        case null = 0x6E
        case object = 0x7B
        case objectEnd = 0x7D
        case array = 0x5B
        case arrayEnd = 0x5D
        case root = 0x72
    }

    /// Index of the outermost value.
    static var top: Int { 1 }

    @inline(__always)
    func kind(_ i: Int) -> Kind { Kind(rawValue: UInt8(truncatingIfNeeded: words[i] >> 56)) ?? .null }

    /// Index of the token after the whole value at `i`.
    @inline(__always)
    func after(_ i: Int) -> Int {
        switch kind(i) {
        case .object, .array: Int(words[i] & 0xFFFF_FFFF)
        case .integer, .unsigned, .double: i + 2
        default: i + 1
        }
    }

    /// The bytes of the string at `i`, unescaped.
    @inline(__always)
    func bytes(_ i: Int) -> UnsafeBufferPointer<UInt8> {
        let at = strings + Int(words[i] & 0x00FF_FFFF_FFFF_FFFF)
        let count = UnsafeRawPointer(at).loadUnaligned(as: UInt32.self)
        return UnsafeBufferPointer(start: at + 4, count: Int(count))
    }

    func string(_ i: Int) -> String { String(decoding: bytes(i), as: UTF8.self) }

    /// The number at `i`; nil if it is none.
    @inline(__always)
    func number(_ i: Int) -> Double? {
        switch kind(i) {
        case .integer: Double(Int64(bitPattern: words[i + 1]))
        case .unsigned: Double(words[i + 1])
        case .double: Double(bitPattern: words[i + 1])
        default: nil
        }
    }

    /// The whole number at `i`; nil if it is none, has a fraction, or does not fit.
    @inline(__always)
    func integer(_ i: Int) -> Int? {
        switch kind(i) {
        case .integer: Int(Int64(bitPattern: words[i + 1]))
        case .unsigned: Int(exactly: words[i + 1])
        case .double: Int(exactly: Double(bitPattern: words[i + 1]))
        default: nil
        }
    }

    /// Calls `body` with the name and the value's index of each member of the object at `i`, until it returns false.
    @inline(__always)
    func members(_ i: Int, _ body: (UnsafeBufferPointer<UInt8>, Int) -> Bool) {
        let end = Int(words[i] & 0xFFFF_FFFF) - 1
        var at = i + 1
        while at < end {
            let name = bytes(at)
            if !body(name, at + 1) { return }
            at = after(at + 1)
        }
    }

    /// The same for the elements of the array at `i`.
    @inline(__always)
    func elements(_ i: Int, _ body: (Int) -> Bool) {
        let end = Int(words[i] & 0xFFFF_FFFF) - 1
        var at = i + 1
        while at < end {
            if !body(at) { return }
            at = after(at)
        }
    }

    /// The member of the object at `i`; the last one where a name stands twice, as in `JSON`.
    func member(_ name: some Collection<UInt8>, of i: Int) -> Int? {
        guard kind(i) == .object else { return nil }
        var found: Int?
        members(i) { key, value in
            if key.elementsEqual(name) { found = value }
            return true
        }
        return found
    }

    /// The first element of the array at `i` if it is an object.
    func firstObject(_ i: Int) -> Int? { kind(i + 1) == .object ? i + 1 : nil }

    /// The value of the first member of the object at `i`; nil if it has none.
    func firstValue(_ i: Int) -> Int? { kind(i + 1) == .string && kind(i) == .object ? i + 2 : nil }

    /// The value at `i` as a tree. Depth is bounded by the parser.
    func json(_ i: Int) -> JSON {
        switch kind(i) {
        case .string: return .string(string(i))
        case .integer: return .int(Int(Int64(bitPattern: words[i + 1])))
        case .unsigned: return Int(exactly: words[i + 1]).map { .int($0) } ?? .double(Double(words[i + 1]))
        case .double: return .double(Double(bitPattern: words[i + 1]))
        case .yes: return .bool(true)
        case .no: return .bool(false)
        case .object:
            var members: [JSON.Member] = []
            self.members(i) { name, value in
                members.append(JSON.Member(String(decoding: name, as: UTF8.self), json(value)))
                return true
            }
            return .object(JSON.Object(members))
        case .array:
            var elements: [JSON] = []
            self.elements(i) { value in
                elements.append(json(value))
                return true
            }
            return .array(elements)
        default: return .null
        }
    }
}
