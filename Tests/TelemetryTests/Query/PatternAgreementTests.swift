import Testing

@testable import Telemetry

/// Random patterns over random texts, against a matcher that follows the pattern's own structure from place to place.
@Suite("Patterns, compared with a plain matcher")
struct PatternAgreementTests {
    indirect enum Node {
        case character(Character)
        case any
        case set([Character], negated: Bool)
        case start, end, boundary
        case sequence([Node])
        case either([Node])
        case repeated(Node, Int, Int?)

        var text: String {
            switch self {
            case .character(let c): String(c)
            case .any: "."
            case .set(let members, let negated): "[" + (negated ? "^" : "") + String(members) + "]"
            case .start: "^"
            case .end: "$"
            case .boundary: "\\b"
            case .sequence(let nodes): nodes.map(\.text).joined()
            case .either(let nodes): "(" + nodes.map(\.text).joined(separator: "|") + ")"
            case .repeated(let node, let least, let most):
                "(?:\(node.text))"
                    + (least == 0 && most == nil
                        ? "*"
                        : least == 1 && most == nil
                            ? "+" : least == 0 && most == 1 ? "?" : "{\(least),\(most.map { "\($0)" } ?? "")}")
            }
        }

        /// The places where a match that begins at one of `places` may end.
        func ends(_ places: Set<Int>, _ text: [Character]) -> Set<Int> {
            func step(_ takes: (Character) -> Bool) -> Set<Int> {
                Set(places.filter { $0 < text.count && takes(text[$0]) }.map { $0 + 1 })
            }
            func isWord(_ i: Int) -> Bool {
                text.indices.contains(i) && (text[i].isLetter || text[i].isNumber || text[i] == "_" || text[i] == "😀")
            }
            switch self {
            case .character(let c): return step { $0 == c }
            case .any: return step { $0 != "\n" }
            case .set(let members, let negated): return step { members.contains($0) != negated }
            case .start: return places.intersection([0])
            case .end: return places.intersection([text.count])
            case .boundary: return places.filter { isWord($0 - 1) != isWord($0) }
            case .sequence(let nodes): return nodes.reduce(places) { $1.ends($0, text) }
            case .either(let nodes): return nodes.reduce([]) { $0.union($1.ends(places, text)) }
            case .repeated(let node, let least, let most):
                var now = places
                for _ in 0..<least { now = node.ends(now, text) }
                var all = now
                var rounds = least
                while rounds < most ?? .max {
                    now = node.ends(now, text).subtracting(all)
                    if now.isEmpty { break }
                    all.formUnion(now)
                    rounds += 1
                }
                return all
            }
        }
    }

    private static let letters: [Character] = ["a", "b", "c", "é", "_", " ", "\n", "1", "😀"]

    private func node(_ depth: Int, _ random: inout SeededRandom) -> Node {
        let letter = Self.letters.randomElement(using: &random) ?? "a"
        switch Int.random(in: 0..<(depth > 0 ? 12 : 6), using: &random) {
        case 0, 1: return .character(letter)
        case 2: return .any
        case 3:
            let members = (0...Int.random(in: 0...2, using: &random)).map { _ in
                Self.letters.randomElement(using: &random) ?? "a"
            }
            return .set(members, negated: random.chance(0.3))
        case 4: return [Node.start, .end, .boundary].randomElement(using: &random) ?? .start
        case 5: return .character("a")
        case 6, 7, 8:
            return .sequence((0...Int.random(in: 0...3, using: &random)).map { _ in node(depth - 1, &random) })
        case 9: return .either((0...Int.random(in: 1...2, using: &random)).map { _ in node(depth - 1, &random) })
        default:
            let least = Int.random(in: 0...2, using: &random)
            let most = random.chance(0.5) ? nil : least + Int.random(in: 0...2, using: &random)
            return .repeated(node(depth - 1, &random), least, most)
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func agrees(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let node = node(3, &random)
            let pattern = try Pattern(node.text)
            for _ in 0..<10 {
                let length = Int.random(in: 0...10, using: &random)
                let text = (0..<length).map { _ in Self.letters.randomElement(using: &random) ?? "a" }
                let expected = !node.ends(Set(0...text.count), text).isEmpty
                let whole = String(text)
                var bytes = whole
                if bytes.withUTF8({ pattern.found(in: $0) }) != expected {
                    Issue.record("\(node.text) in \(whole.debugDescription) is to be \(expected)")
                }
                if expected, !pattern.required.allSatisfy({ Array(whole.utf8).firstRange(of: $0) != nil }) {
                    Issue.record("\(node.text) requires \(pattern.required), but matches \(whole.debugDescription)")
                }
            }
        }
    }

    @Test(
        "What a pattern cannot match without",
        arguments: [
            ("timeout.*ms", ["timeout", "ms"]), ("a|b", []), ("(abc)+d", ["abc", "d"]), ("x(abc)?yz", ["x", "yz"]),
            ("ab{2}c", ["abbc"]), ("ab*c", ["a", "c"]), ("^foo\\b bar$", ["foo bar"]), ("(?i)Größe", ["gr", "e"]),
            ("(a|b)cd(e|f)", ["cd"]), ("[x]y", ["y"]), ("a{0,3}", []), ("(?:foo|bar)baz", ["baz"]),
        ]
    )
    func required(_ pattern: String, _ texts: [String]) throws {
        #expect(try Pattern(pattern).required.map { String(decoding: $0, as: UTF8.self) } == texts)
    }

    @Test("Letting go of states in the middle of a text changes nothing")
    func manyStates() throws {
        // Each of the last 14 letters may have begun a match: thousands of states.
        let pattern = try Pattern("a[ab]{14}c")
        var random = SeededRandom(seed: 7)
        for round in 0..<4 {
            var text = (0..<20_000).map { _ in random.chance(0.5) ? UInt8(ascii: "a") : UInt8(ascii: "b") }
            if round % 2 == 1 {
                text[text.count - 16] = UInt8(ascii: "a")
                text[text.count - 1] = UInt8(ascii: "c")
            }
            #expect(text.withUnsafeBufferPointer { pattern.found(in: $0) } == (round % 2 == 1))
        }
    }

    @Test("A set of very many ranges is one step like any other")
    func manyClasses() throws {
        let members = (0..<4000).map { String(UnicodeScalar(UInt32(0x2_0000 + 2 * $0)) ?? "x") }.joined()
        let pattern = try Pattern("^[\(members)]+$")
        for (text, expected) in [("\u{20000}\u{20002}", true), ("\u{20000}\u{20001}", false), ("a", false)] {
            var text = text
            #expect(text.withUTF8 { pattern.found(in: $0) } == expected)
        }
    }
}
