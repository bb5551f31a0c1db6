import EventModel

/// Patterns and events by chance over few names and values, so that they meet often.
struct RandomPatterns {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func below(_ n: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(n))
    }

    private mutating func pick<T>(_ all: [T]) -> T { all[below(all.count)] }

    private let names = ["a", "b", "c", "d.e", "f"]
    private let texts = [
        "", "x", "X", "xyz", "XYZ", "usr/bin/x.jar", "usr/lib/y.JAR", "straße", "STRASSE", "10.0.0.7", "10.0.9.1",
        "::1",
        "2001:db8::1", "2001:DB8:0::1", "*", "é", "e\u{301}", "true", "7",
    ]
    private let numbers = ["0", "-0.0", "7", "7.0", "70e-1", "-3", "12.5", "9007199254740993", "1e400", "0.1"]

    private mutating func scalar() throws -> JSON {
        switch below(6) {
        case 0: .null
        case 1: .bool(below(2) == 0)
        case 2, 3: try JSON(parsing: pick(numbers))
        default: .string(pick(texts))
        }
    }

    private mutating func part() -> String {
        let text = Array(pick(texts).unicodeScalars)
        guard !text.isEmpty else { return "x" }
        let start = below(text.count)
        return String(String.UnicodeScalarView(text[start..<start + 1 + below(text.count - start)]))
    }

    private mutating func test() throws -> JSON {
        switch below(16) {
        case 0: return ["prefix": .string(part())]
        case 1: return ["suffix": .string(part())]
        case 2: return ["prefix": ["equals-ignore-case": .string(part())]]
        case 3: return ["suffix": ["equals-ignore-case": .string(part())]]
        case 4: return ["equals-ignore-case": .string(pick(texts))]
        case 5: return ["wildcard": .string(pick(["*", "*bin*", "usr*", "*.jar", "*r/*b/*", "x", "u*r", "x*z*"]))]
        case 6: return ["anything-but": [.string(pick(texts)), .string(pick(texts))]]
        case 7: return ["anything-but": [pick([7, 0, 12.5])]]
        case 8:
            let form = pick(["prefix", "suffix", "equals-ignore-case", "wildcard"])
            return ["anything-but": .object(.init([.init(form, .string(form == "wildcard" ? "x*" : part()))]))]
        case 9: return ["numeric": pick([[">", -4, "<=", 7], ["=", 7], ["<", 0.1], [">=", 12]])]
        case 10: return ["exists": true]
        case 11: return ["exists": false]
        case 12: return ["cidr": .string(pick(["10.0.0.0/24", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "::/0"]))]
        default: return try scalar()
        }
    }

    mutating func pattern(depth: Int = 2) throws -> JSON {
        var members: [JSON.Member] = []
        for _ in 0..<1 + below(3) {
            if depth > 0, below(5) == 0 {
                let branches = try (0..<2).map { _ in try pattern(depth: depth - 1) }
                members.append(.init("$or", .array(branches)))
            } else if depth > 0, below(3) == 0 {
                members.append(.init(pick(names), try pattern(depth: depth - 1)))
            } else {
                members.append(.init(pick(names), .array(try (0..<1 + below(2)).map { _ in try test() })))
            }
        }
        return .object(.init(members))
    }

    mutating func event(depth: Int = 3) throws -> JSON {
        var members: [JSON.Member] = []
        for _ in 0..<1 + below(5) { members.append(.init(pick(names), try value(depth: depth))) }
        return .object(.init(members))
    }

    private mutating func value(depth: Int) throws -> JSON {
        switch depth > 0 ? below(6) : 5 {
        case 0, 1: return try event(depth: depth - 1)
        case 2: return .array(try (0..<below(4)).map { _ in try value(depth: depth - 1) })
        default: return try scalar()
        }
    }
}
