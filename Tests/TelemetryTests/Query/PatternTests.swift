import Testing

@testable import Telemetry

@Suite("Patterns")
struct PatternTests {
    private func found(_ pattern: String, _ text: String) throws -> Bool {
        var text = text
        let pattern = try Pattern(pattern)
        return text.withUTF8 { pattern.found(in: $0) }
    }

    @Test(arguments: [
        ("abc", "xxabcx", true), ("^abc", "xabc", false), ("abc$", "abcx", false), ("^$", "", true),
        ("a.c", "a\nc", false),
        ("a|b", "cb", true), ("(ab)+c", "ababc", true), ("(ab)+c", "ac", false), ("a{2,3}b", "aab", true),
        ("^a{2}$", "aaa", false),
        ("a{2,}$", "aaaa", true), ("[a-c]+x", "abcx", true), ("[^a-c]", "abc", false), ("\\d+\\.\\d", "1.5", true),
        ("\\bfoo\\b", "a foo b", true),
        ("\\bfoo\\b", "afoob", false), ("(?i)straße", "STRAßE", true), ("(?i)[a-f]+$", "FACE", true),
        ("(?:a|b)*c", "ababc", true),
        ("\\w+@\\w+", "me@home", true), ("\\s", "a b", true), ("\\S", " \t", false), ("[]a]", "]", true),
        ("[a\\]]", "]", true), ("a*?b", "aab", true),
        ("é+", "caféé", true), ("^.$", "😀", true), ("[\\d-]", "-", true), ("\\(", "(", true), ("", "anything", true),
        ("\\D", "5", false), ("(?i)kelvin", "\u{212A}elvin", false), ("(?i)ÄRA", "ära", true),
    ])
    func matches(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try found(pattern, text) == expected)
    }

    /// Each of these takes a backtracking matcher longer than anybody lives.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["(a+)+$", "(a|aa)+$", "(a*)*b", "^(a?){40}a{40}$", "(.*)*x(.*)*y", "(\\w+\\s?)+!"]
    )
    func catastrophicPatternsStayLinear(_ pattern: String) throws {
        #expect(try !found(pattern, String(repeating: "a", count: 5000) + "§"))
    }

    @Test("Bytes that are not UTF-8 match a dot and nothing else")
    func notUnicode() throws {
        let bytes: [UInt8] = [0x61, 0xFF, 0x62]
        for (pattern, expected) in [("a.b", true), ("ab", false), ("a[^x]b", true), ("a\\wb", false)] {
            let pattern = try Pattern(pattern)
            #expect(bytes.withUnsafeBufferPointer { pattern.found(in: $0) } == expected)
        }
    }
}
