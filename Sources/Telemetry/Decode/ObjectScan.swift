/// Where objects lie in a text, told by braces and quotes alone.
enum ObjectScan {
    /// The extents of objects that begin at a brace with a member, or none, behind it; those inside another are left out.
    ///
    /// - Parameter tries: how many braces are looked at.
    static func objects(in text: UnsafeBufferPointer<UInt8>, from start: Int, tries: Int) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var at = start
        var left = tries
        while left > 0, let brace = text[at...].firstIndex(of: UInt8(ascii: "{")) {
            left -= 1
            let next = text[(brace + 1)...].first { !LineDecoder.isSpace($0) }
            guard next == UInt8(ascii: "\"") || next == UInt8(ascii: "}"), let end = end(text, of: brace) else {
                at = brace + 1
                continue
            }
            found.append(brace..<end)
            at = end
        }
        return found
    }

    /// Where the object or array that begins at an index ends; nil if it does not.
    static func end(_ text: UnsafeBufferPointer<UInt8>, of start: Int) -> Int? {
        var depth = 0
        var isString = false
        var i = start
        while i < text.count {
            let b = text[i]
            if isString {
                if b == UInt8(ascii: "\\") {
                    i += 1
                } else if b == UInt8(ascii: "\"") {
                    isString = false
                }
            } else {
                switch b {
                case UInt8(ascii: "\""): isString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth == 0 { return i + 1 }
                default: break
                }
            }
            i += 1
        }
        return nil
    }
}
