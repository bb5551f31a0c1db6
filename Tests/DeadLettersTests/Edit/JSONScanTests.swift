import EventModel
import TestSupport
import Testing

@testable import DeadLetters

/// The scan and the parser are two readers of one grammar: they must agree.
@Suite struct JSONScanTests {
    private func accepts(_ bytes: [UInt8]) -> Bool {
        var scan = JSONScan(bytes)
        return (try? scan.document()) != nil
    }

    @Test(.enabled(if: Shared.isThere, Shared.missing)) func agreesWithTheParserOnTheTestSuite() throws {
        let folder = "vectors/json-parsing/test_parsing"
        for name in try Shared.names(in: folder) where name.hasSuffix(".json") {
            let bytes = try Shared.bytes("\(folder)/\(name)")
            // The parser's depth has a bound, the scan's has none.
            if name.contains("nested") || name.contains("500") || name.contains("100000") { continue }
            #expect(accepts(bytes) == ((try? JSON(parsing: bytes)) != nil), "\(name)")
        }
    }

    @Test func agreesWithTheParserOnRandomDocuments() throws {
        var dice = Dice(state: 7)
        for _ in 0..<3_000 {
            var (text, paths): ([UInt8], [([BodyPath.Step], JSON)]) = ([], [])
            dice.space(&text)
            _ = dice.value(&text, depth: 0, at: [], &paths)
            dice.space(&text)
            let json = try JSON(parsing: text)
            #expect(accepts(text))
            // Every value is found where it is, and replacing it leaves the rest.
            for (steps, value) in paths {
                let path = BodyPath(steps: steps)
                guard let range = path.range(in: text) else {
                    Issue.record("\(path) not found in \(String(decoding: text, as: UTF8.self))")
                    continue
                }
                #expect(try JSON(parsing: Array(text[range])) == value)
                #expect(try BodyPath(path.description) == path)
                let changed = try BodyChange(path: path.description, value: "\"new\"").applied(to: text)
                #expect(path.value(in: changed) == "new")
                let back = changed[..<range.lowerBound] + text[range] + changed[(range.lowerBound + 5)...]
                #expect(Array(back) == text)
            }
            // One byte less or other: both readers say the same.
            var bad = text
            bad[Int.random(in: bad.indices, using: &dice)] = dice.pick(Array("{}[]:,\"\\0-.eE t\u{1}".utf8))
            #expect(accepts(bad) == ((try? JSON(parsing: bad)) != nil), "\(String(decoding: bad, as: UTF8.self))")
            #expect(JSONLayout(text).map { try? JSON(parsing: $0.indented()) } == json)
        }
    }
}

/// A generator that gives the same again.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func pick<T>(_ from: [T]) -> T { from[Int.random(in: from.indices, using: &self)] }

    mutating func space(_ out: inout [UInt8]) {
        if Int.random(in: 0..<3, using: &self) == 0 { out += pick([[0x20], [0x0A], [0x0D, 0x0A], [0x09]]) }
    }

    /// Writes a random value and notes the path of each value in it.
    mutating func value(
        _ out: inout [UInt8],
        depth: Int,
        at path: [BodyPath.Step],
        _ paths: inout [([BodyPath.Step], JSON)]
    ) -> JSON {
        let scalars = [
            "0", "-1.50e+3", "true", "false", "null", "\"\"", #""a\"\\\u00e9\ud83d\ude00""#, "\"漢, ]}\"", "1E2",
        ]
        let start = out.count
        var noted: [([BodyPath.Step], JSON)] = []
        switch depth > 4 ? 2 : Int.random(in: 0..<4, using: &self) {
        case 0:
            out.append(UInt8(ascii: "["))
            space(&out)
            let count = Int.random(in: 0..<4, using: &self)
            for i in 0..<count {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                space(&out)
                _ = value(&out, depth: depth + 1, at: path + [.index(i)], &noted)
                space(&out)
            }
            out.append(UInt8(ascii: "]"))
        case 1:
            out.append(UInt8(ascii: "{"))
            space(&out)
            let names = ["a", "b", "a", "x y", "it's", #"q\"q"#, "", "日"]
            let count = Int.random(in: 0..<4, using: &self)
            for i in 0..<count {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                space(&out)
                let spelled = pick(names)
                let name = spelled.replacing("\\\"", with: "\"")
                out += Array("\"\(spelled)\"".utf8)
                space(&out)
                out.append(UInt8(ascii: ":"))
                space(&out)
                let here = path + [.member(name)]
                // The last of two with one name is the one that counts.
                noted.removeAll { $0.0.starts(with: here) }
                _ = value(&out, depth: depth + 1, at: here, &noted)
                space(&out)
            }
            out.append(UInt8(ascii: "}"))
        default: out += Array(pick(scalars).utf8)
        }
        let json = (try? JSON(parsing: Array(out[start...]))) ?? .null
        paths += noted + [(path, json)]
        return json
    }
}
