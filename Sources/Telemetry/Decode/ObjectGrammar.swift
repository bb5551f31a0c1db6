/// Follows an object over several lines, as far as it takes to tell where it ends and that it is still one: a text that
/// cannot become an object any more is known at once, so that one cut line costs no more than itself.
struct ObjectGrammar {
    enum Result: Equatable {
        /// More must follow.
        case open
        /// It ended before this index.
        case closed(Int)
        case broken
    }

    private enum Expected { case keyOrEnd, key, colon, value, valueOrEnd, commaOrEnd }

    private static let deepest = 1024

    /// Of each container that is open, whether it is an object.
    private var containers: [Bool] = []
    private var expected = Expected.value
    private var isLiteral = false

    /// Reads a line, or the rest of one; no string goes over its end.
    mutating func read(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Result {
        isLiteral = false
        var i = text.startIndex
        while i < text.endIndex {
            let b = text[i]
            switch b {
            case 0x20, 0x09, 0x0D, 0x0A: isLiteral = false
            case UInt8(ascii: "\""):
                guard let end = ObjectGrammar.endOfString(text, i), string() else { return .broken }
                i = end
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard expected == .value || expected == .valueOrEnd, containers.count < ObjectGrammar.deepest else {
                    return .broken
                }
                let isObject = b == UInt8(ascii: "{")
                containers.append(isObject)
                expected = isObject ? .keyOrEnd : .valueOrEnd
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard close(isObject: b == UInt8(ascii: "}")) else { return .broken }
                if containers.isEmpty { return .closed(i + 1) }
            case UInt8(ascii: ":"):
                guard expected == .colon else { return .broken }
                expected = .value
            case UInt8(ascii: ","):
                guard expected == .commaOrEnd, let isObject = containers.last else { return .broken }
                expected = isObject ? .key : .value
                isLiteral = false
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
                guard isLiteral || expected == .value || expected == .valueOrEnd else { return .broken }
                isLiteral = true
                expected = .commaOrEnd
            default: return .broken
            }
            i += 1
        }
        return .open
    }

    private mutating func string() -> Bool {
        switch expected {
        case .key, .keyOrEnd: expected = .colon
        case .value, .valueOrEnd: expected = .commaOrEnd
        default: return false
        }
        isLiteral = false
        return true
    }

    private mutating func close(isObject: Bool) -> Bool {
        guard containers.last == isObject, expected == .commaOrEnd || expected == (isObject ? .keyOrEnd : .valueOrEnd)
        else { return false }
        containers.removeLast()
        expected = .commaOrEnd
        isLiteral = false
        return true
    }

    /// The index of the quote that ends the string; nil if the text ends first.
    private static func endOfString(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ start: Int) -> Int? {
        var i = start + 1
        while i < text.endIndex {
            if text[i] == UInt8(ascii: "\"") { return i }
            i += text[i] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }
}
