/// Turns a pattern's text into instructions, by recursive descent.
struct PatternCompiler {
    private static let longest = 5000
    private static let deepest = 50

    private let text: [Unicode.Scalar]
    /// Offset in characters of each scalar, for messages.
    private let offsets: [Int]
    private var at = 0
    private var depth = 0
    private(set) var instructions: [Pattern.Instruction] = []
    private(set) var sets: [Pattern.ScalarSet] = []
    private(set) var ignoresCase = false

    init(_ pattern: String) {
        var scalars: [Unicode.Scalar] = []
        var offsets: [Int] = []
        for (n, character) in pattern.enumerated() {
            for scalar in character.unicodeScalars {
                scalars.append(scalar)
                offsets.append(n)
            }
        }
        text = scalars
        self.offsets = offsets
    }

    mutating func compile() throws(Pattern.Failure) {
        if text.starts(with: "(?i)".unicodeScalars) {
            ignoresCase = true
            at = 4
        }
        instructions = try alternatives()
        guard at == text.count else { throw fail("')' closes nothing: write \\) for a parenthesis") }
        instructions.append(.match)
    }

    private func fail(_ message: String) -> Pattern.Failure {
        Pattern.Failure(
            offset: at < offsets.count ? offsets[at] : (offsets.last ?? -1) + 1,
            message: "pattern: " + message
        )
    }

    private var here: Unicode.Scalar? { at < text.count ? text[at] : nil }

    private mutating func alternatives() throws(Pattern.Failure) -> [Pattern.Instruction] {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw fail("groups nested deeper than \(Self.deepest)") }
        var code = try sequence()
        while here == "|" {
            at += 1
            let other = try sequence()
            let second = code.count + 2
            code =
                [.split(1, second)] + Self.moved(code, by: 1) + [.jump(second + other.count)]
                + Self.moved(other, by: second)
        }
        return code
    }

    /// Instructions refer to one another by absolute place; a fragment starts at 0.
    private static func moved(_ code: [Pattern.Instruction], by n: Int) -> [Pattern.Instruction] {
        code.map { instruction in
            switch instruction {
            case .split(let a, let b): .split(a + n, b + n)
            case .jump(let to): .jump(to + n)
            default: instruction
            }
        }
    }

    private mutating func sequence() throws(Pattern.Failure) -> [Pattern.Instruction] {
        var code: [Pattern.Instruction] = []
        while let scalar = here, scalar != "|", scalar != ")" {
            let piece = try repeated(try atom())
            code += Self.moved(piece, by: code.count)
            guard code.count <= Self.longest else { throw fail("too long when its repetitions are written out") }
        }
        return code
    }

    private mutating func atom() throws(Pattern.Failure) -> [Pattern.Instruction] {
        guard let scalar = here else { throw fail("something is missing here") }
        switch scalar {
        case "(":
            let start = at
            at += 1
            if here == "?" {
                guard at + 1 < text.count, text[at + 1] == ":" else {
                    throw fail("only (?:…) groups and (?i) at the start are known; look-around is not")
                }
                at += 2
            }
            let code = try alternatives()
            guard here == ")" else {
                at = start
                throw fail("'(' is not closed: add ')', or write \\( for a parenthesis")
            }
            at += 1
            return code
        case "[": return try characterSet()
        case ".":
            at += 1
            return [.any]
        case "^":
            at += 1
            return [.assert(.start)]
        case "$":
            at += 1
            return [.assert(.end)]
        case "*", "+", "?": throw fail("'\(scalar)' repeats nothing: write \\\(scalar) for the sign itself")
        case "\\": return [try escape()]
        default:
            at += 1
            return [literal(scalar)]
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> Pattern.Instruction {
        .scalar(ignoresCase ? Pattern.fold(scalar.value) : scalar.value)
    }

    private static let digits: [ClosedRange<UInt32>] = [48...57]
    private static let words: [ClosedRange<UInt32>] = [48...57, 65...90, 95...95, 97...122, 128...0x10_FFFF]
    private static let spaces: [ClosedRange<UInt32>] = [9...13, 32...32, 0x85...0x85, 0xA0...0xA0, 0x2028...0x2029]

    private mutating func escape() throws(Pattern.Failure) -> Pattern.Instruction {
        at += 1
        guard let scalar = here else {
            at -= 1
            throw fail("a backslash at the end: write \\\\ for a backslash")
        }
        at += 1
        switch scalar {
        case "b": return .assert(.boundary)
        case "B": return .assert(.noBoundary)
        case "A": return .assert(.start)
        case "z", "Z": return .assert(.end)
        default:
            if let (ranges, negated) = Self.shorthand(scalar) {
                return set(Pattern.ScalarSet(ranges: ranges, negated: negated))
            }
            if let control = Self.control(scalar) { return .scalar(control) }
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                at -= 2
                throw fail("\\\(scalar) is not known")
            }
            return literal(scalar)
        }
    }

    private static func shorthand(_ scalar: Unicode.Scalar) -> ([ClosedRange<UInt32>], Bool)? {
        switch scalar {
        case "d": (digits, false)
        case "D": (digits, true)
        case "w": (words, false)
        case "W": (words, true)
        case "s": (spaces, false)
        case "S": (spaces, true)
        default: nil
        }
    }

    private static func control(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar {
        case "n": 10
        case "r": 13
        case "t": 9
        case "f": 12
        case "e": 27
        default: nil
        }
    }

    private mutating func set(_ set: Pattern.ScalarSet) -> Pattern.Instruction {
        sets.append(set)
        return .set(sets.count - 1)
    }

    private mutating func characterSet() throws(Pattern.Failure) -> [Pattern.Instruction] {
        let start = at
        at += 1
        var result = Pattern.ScalarSet()
        if here == "^" {
            result.negated = true
            at += 1
        }
        var first = true
        while let scalar = here, scalar != "]" || first {
            first = false
            if scalar == "\\", at + 1 < text.count, let (ranges, negated) = Self.shorthand(text[at + 1]) {
                at += 2
                result.ranges += negated ? Self.inverted(ranges) : ranges
                continue
            }
            let low = try member()
            if here == "-", at + 1 < text.count, text[at + 1] != "]" {
                at += 1
                let high = try member()
                guard low <= high else { throw fail("the range runs backwards: put the smaller end first") }
                result.ranges.append(low...high)
            } else {
                result.ranges.append(low...low)
            }
        }
        guard here == "]" else {
            at = start
            throw fail("'[' is not closed: add ']', or write \\[ for a bracket")
        }
        at += 1
        return [set(result)]
    }

    private mutating func member() throws(Pattern.Failure) -> UInt32 {
        guard var scalar = here else { throw fail("the set ends too early") }
        if scalar == "\\" {
            at += 1
            guard let next = here else { throw fail("a backslash at the end: write \\\\ for a backslash") }
            scalar = next
            if let control = Self.control(scalar) {
                at += 1
                return control
            }
        }
        at += 1
        return scalar.value
    }

    private static func inverted(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        result.append(next...0x11_00FF)
        return result
    }

    private mutating func repeated(_ atom: [Pattern.Instruction]) throws(Pattern.Failure) -> [Pattern.Instruction] {
        var code = atom
        while let scalar = here {
            switch scalar {
            case "*": code = Self.star(code)
            case "+": code = code + Self.moved(Self.star(code), by: code.count)
            case "?": code = Self.optional(code)
            case "{":
                guard let (least, most, next) = bounds() else {
                    throw fail("write {2}, {2,} or {2,5}, or \\{ for a brace")
                }
                at = next - 1
                code = try counted(code, least, most)
            default: return code
            }
            at += 1
            // A question mark behind a repetition only says how much to take.
            if here == "?" { at += 1 }
            guard code.count <= Self.longest else { throw fail("too long when its repetitions are written out") }
        }
        return code
    }

    private static func star(_ code: [Pattern.Instruction]) -> [Pattern.Instruction] {
        [.split(1, code.count + 2)] + moved(code, by: 1) + [.jump(0)]
    }

    private static func optional(_ code: [Pattern.Instruction]) -> [Pattern.Instruction] {
        [.split(1, code.count + 1)] + moved(code, by: 1)
    }

    /// The numbers of `{m}`, `{m,}` or `{m,n}` here, and the place behind it.
    private func bounds() -> (Int, Int?, Int)? {
        guard let close = text[at...].firstIndex(of: "}") else { return nil }
        let inside = String(String.UnicodeScalarView(text[(at + 1)..<close]))
        let parts = inside.split(separator: ",", omittingEmptySubsequences: false)
        guard let least = parts.first.flatMap({ Int($0) }), least >= 0, least <= 1000 else { return nil }
        if parts.count == 1 { return (least, least, close + 1) }
        guard parts.count == 2 else { return nil }
        if parts[1].isEmpty { return (least, nil, close + 1) }
        guard let most = Int(parts[1]), most >= least, most <= 1000 else { return nil }
        return (least, most, close + 1)
    }

    private func counted(_ code: [Pattern.Instruction], _ least: Int, _ most: Int?) throws(Pattern.Failure) -> [Pattern
        .Instruction]
    {
        guard code.count * max(least, most ?? least + 1) <= Self.longest else {
            throw fail("too long when its repetitions are written out")
        }
        var result: [Pattern.Instruction] = []
        for _ in 0..<least { result += Self.moved(code, by: result.count) }
        if let most {
            for _ in least..<most { result += Self.moved(Self.optional(code), by: result.count) }
        } else {
            result += Self.moved(Self.star(code), by: result.count)
        }
        return result
    }
}
