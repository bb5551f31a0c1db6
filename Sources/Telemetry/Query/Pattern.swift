/// A regular expression for queries, run as Thompson's automaton (https://swtch.com/~rsc/regexp/regexp1.html): time
/// grows with the text's length times the pattern's, never worse, so no pattern can hang a search.
///
/// Literals, `.`, `[a-z]`, `[^…]`, `\d \w \s` and their opposites, `\b \B`, `^ $`, groups, `|`, `* + ? {m,n}` (greedy or
/// not: only whether it matches counts), `(?i)` at the start. No back-references and no look-around.
struct Pattern: Sendable {
    struct Failure: Error {
        var offset: Int
        var message: String
    }

    enum Instruction: Sendable {
        case scalar(UInt32)
        case any
        case set(Int)
        case split(Int, Int)
        case jump(Int)
        case assert(Assertion)
        case match
    }

    enum Assertion: Sendable { case start, end, boundary, noBoundary }

    struct ScalarSet: Sendable {
        var ranges: [ClosedRange<UInt32>] = []
        var negated = false

        func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != negated }
    }

    let instructions: [Instruction]
    let sets: [ScalarSet]
    let ignoresCase: Bool

    init(_ text: String) throws(Failure) {
        var compiler = PatternCompiler(text)
        try compiler.compile()
        instructions = compiler.instructions
        sets = compiler.sets
        ignoresCase = compiler.ignoresCase
    }

    /// Whether the pattern matches somewhere in the text.
    func found(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var threads = ThreadList(instructions.count)
        var following = ThreadList(instructions.count)
        var stack: [Int] = []
        var i = 0
        var before: UInt32?
        while true {
            let (scalar, width) = Pattern.scalar(bytes, i)
            // The search is unanchored: a new thread may begin at every place.
            if add(0, to: &threads, &stack, before, scalar) { return true }
            guard let scalar else { return false }
            following.clear()
            let folded = ignoresCase ? Pattern.fold(scalar) : scalar
            for n in 0..<threads.count {
                let pc = threads.dense[n]
                let goesOn =
                    switch instructions[pc] {
                    case .scalar(let wanted): wanted == folded
                    case .any: scalar != 0x0A
                    case .set(let set):
                        sets[set].contains(folded) || (ignoresCase && sets[set].contains(Pattern.unfold(folded)))
                    default: false
                    }
                if goesOn {
                    let (after, _) = Pattern.scalar(bytes, i + width)
                    if add(pc + 1, to: &following, &stack, scalar, after) { return true }
                }
            }
            swap(&threads, &following)
            before = scalar
            i += width
        }
    }

    /// Follows everything that takes no character; true when that reaches the end of the pattern.
    private func add(_ start: Int, to list: inout ThreadList, _ stack: inout [Int], _ before: UInt32?, _ after: UInt32?)
        -> Bool
    {
        stack.removeAll(keepingCapacity: true)
        stack.append(start)
        while let pc = stack.popLast() {
            guard list.insert(pc) else { continue }
            switch instructions[pc] {
            case .match: return true
            case .jump(let to): stack.append(to)
            case .split(let a, let b):
                stack.append(b)
                stack.append(a)
            case .assert(let assertion): if holds(assertion, before, after) { stack.append(pc + 1) }
            default: break
            }
        }
        return false
    }

    private func holds(_ assertion: Assertion, _ before: UInt32?, _ after: UInt32?) -> Bool {
        switch assertion {
        case .start: before == nil
        case .end: after == nil
        case .boundary: Pattern.isWord(before) != Pattern.isWord(after)
        case .noBoundary: Pattern.isWord(before) == Pattern.isWord(after)
        }
    }

    private static func isWord(_ scalar: UInt32?) -> Bool {
        guard let scalar else { return false }
        return (48...57).contains(scalar) || (65...90).contains(scalar) || (97...122).contains(scalar) || scalar == 95
            || scalar > 127
    }

    static func fold(_ scalar: UInt32) -> UInt32 {
        if scalar < 128 { return (65...90).contains(scalar) ? scalar + 32 : scalar }
        guard let unicode = Unicode.Scalar(scalar), let only = unicode.properties.lowercaseMapping.unicodeScalars.first
        else { return scalar }
        return only.value
    }

    private static func unfold(_ scalar: UInt32) -> UInt32 { (97...122).contains(scalar) ? scalar - 32 : scalar }

    /// The scalar at a byte and its width; a byte that is not UTF-8 stands for itself, above all scalars.
    @inline(__always)
    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int) -> (UInt32?, Int) {
        guard i < bytes.count else { return (nil, 0) }
        let b = UInt32(bytes[i])
        if b < 0x80 { return (b, 1) }
        let width = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC2 ? 2 : 1
        guard width > 1, i + width <= bytes.count else { return (0x11_0000 + b, 1) }
        var value = width == 2 ? b & 0x1F : width == 3 ? b & 0x0F : b & 0x07
        for n in 1..<width {
            let next = UInt32(bytes[i + n])
            guard next & 0xC0 == 0x80 else { return (0x11_0000 + b, 1) }
            value = value << 6 | next & 0x3F
        }
        return (value, width)
    }

    /// A set of instructions with constant-time insert and clear.
    private struct ThreadList {
        var dense: [Int]
        var sparse: [Int]
        var count = 0

        init(_ size: Int) {
            dense = Array(repeating: 0, count: size)
            sparse = dense
        }

        mutating func clear() { count = 0 }

        mutating func insert(_ pc: Int) -> Bool {
            let at = sparse[pc]
            if at < count, dense[at] == pc { return false }
            dense[count] = pc
            sparse[pc] = count
            count += 1
            return true
        }
    }
}
