/// A regular expression for queries, run as an automaton whose states are made as the text asks for them
/// (https://swtch.com/~rsc/regexp/regexp1.html): time grows with the text's length, at worst times the pattern's, so no
/// pattern can hang a search.
///
/// Literals, `.`, `[a-z]`, `[^…]`, `\d \w \s` and their opposites, `\b \B`, `^ $`, groups, `|`, `* + ? {m,n}` (greedy or
/// not: only whether it matches counts), `(?i)` at the start: a letter of ASCII folds to one of ASCII, any other to one that
/// is not. No back-references and no look-around.
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
    /// Texts in UTF-8 that stand in whatever it matches; ASCII letters in any case if it ignores case.
    let required: [[UInt8]]
    private let matchers = PatternMatcherPool()

    init(_ text: String) throws(Failure) {
        var compiler = PatternCompiler(text)
        try compiler.compile()
        instructions = compiler.instructions
        sets = compiler.sets
        ignoresCase = compiler.ignoresCase
        required = Pattern.required(compiler.instructions, ignoresCase: compiler.ignoresCase)
    }

    /// Whether the pattern matches somewhere in the text.
    func found(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        matchers.with(self) { $0.found(in: bytes) }
    }

    /// Runs of scalars that no branch leads around.
    private static func required(_ instructions: [Instruction], ignoresCase: Bool) -> [[UInt8]] {
        var runs: [[UInt8]] = []
        var run: [UInt8] = []
        /// Up to here a branch before may have led.
        var around = 0
        func end() {
            if !run.isEmpty { runs.append(run) }
            run = []
        }
        for (pc, instruction) in instructions.enumerated() {
            switch instruction {
            case .scalar(let value):
                // What folds to a letter beyond ASCII may be another.
                if pc >= around, !ignoresCase || value < 0x80, let scalar = Unicode.Scalar(value) {
                    run += Array(String(Character(scalar)).utf8)
                    continue
                }
            case .assert: continue
            case .split(let a, let b): around = max(around, a > pc + 1 ? a : 0, b > pc + 1 ? b : 0)
            case .jump(let to): around = max(around, to)
            default: break
            }
            end()
        }
        end()
        return runs
    }

    static func isWord(_ scalar: UInt32?) -> Bool {
        guard let scalar else { return false }
        return (48...57).contains(scalar) || (65...90).contains(scalar) || (97...122).contains(scalar) || scalar == 95
            || scalar > 127
    }

    static func fold(_ scalar: UInt32) -> UInt32 {
        if scalar < 128 { return (65...90).contains(scalar) ? scalar + 32 : scalar }
        guard let unicode = Unicode.Scalar(scalar), let only = unicode.properties.lowercaseMapping.unicodeScalars.first
        else { return scalar }
        return only.value < 128 ? scalar : only.value
    }

    static func unfold(_ scalar: UInt32) -> UInt32 { (97...122).contains(scalar) ? scalar - 32 : scalar }

    /// The scalar at a byte and its width; a byte that is not UTF-8 stands for itself, above all scalars.
    @inline(__always)
    static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int) -> (UInt32, Int) {
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
        // Longer than need be, a half of a pair, or beyond Unicode.
        let least: UInt32 = width == 2 ? 0x80 : width == 3 ? 0x800 : 0x1_0000
        guard value >= least, value <= 0x10_FFFF, !(0xD800...0xDFFF).contains(value) else { return (0x11_0000 + b, 1) }
        return (value, width)
    }
}
