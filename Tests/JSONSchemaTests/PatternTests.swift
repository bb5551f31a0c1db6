import EventModel
import JSONSchema
import Testing

/// Patterns of ECMA-262, through the keyword and through the format.
@Suite struct PatternTests {
    private func matches(_ pattern: String, _ text: String) throws -> Bool {
        try JSONSchema(["pattern": .string(pattern)]).isValid(.string(text))
    }

    @Test(arguments: [
        (#"^(?:(a)|b)*\1$"#, "ab", true), (#"^(?:(a)|b)*\1$"#, "aba", false), (#"^(a*)*$"#, "aaa", true),
        (#"^(?=a)\w+$"#, "ab", true), (#"(?<!a)b"#, "ab", false), (#"(?<=a+)b"#, "aaab", true),
        (#"(?<=^(\w)\w*)x"#, "abx", true),
        (#"^(?<q>['"]).*?\k<q>$"#, #""a"b""#, true), (#"^(?<q>['"])[^'"]*\k<q>$"#, #"'a""#, false),
        (#"^a{2,3}?$"#, "aaa", true),
        (#"^a{2,3}$"#, "aaaa", false), (#"^(ab){2}$"#, "abab", true), (#"^[^\d\s]+$"#, "ab1", false),
        (#"^[\w-]+$"#, "a-b", true),
        (#"^\u{1F432}\uD83D\uDC32$"#, "🐲🐲", true), (#"^.$"#, "🐲", true), (#"^.$"#, "\n", false), (#"a$"#, "a\n", false),
        (#"\bfoo\b"#, "a foo.", true), (#"\Boo"#, "foo", true), (#"^\p{Lu}\p{Script=Greek}$"#, "Aα", true),
        (#"^\P{L}$"#, "a", false), (#"^[]$"#, "", false), (#"^[^]$"#, "\n", true), (#"^(?:)*$"#, "", true),
        (#"^(a?)*?b$"#, "aab", true),
        (#"^(?!.*secret).*$"#, "no secret", false), (#"x{,3}"#, "x{,3}", true), (#"^[\b]\0$"#, "\u{8}\0", true),
        (#"^(z)((a+)?(b+)?(c))*$"#, "zaacbbbcac", true), (#"^(?=(a+))a*b\1$"#, "aba", true),
    ])
    func means(pattern: String, text: String, expected: Bool) throws {
        #expect(try matches(pattern, text) == expected, "\(pattern) on \(text)")
    }

    @Test(arguments: [
        #"^\S(|(.|\n)*\S)\Z"#, #"\a"#, "(", ")", "[", "a**", "a++", "{1}", "a{2,1}", "[b-a]", "(?i)a", "(?P<n>a)",
        "(?>a)", "(?#x)",
        #"\1"#, #"(?<a>.)(?<a>.)"#, #"\k<b>(?<a>.)"#, #"\p{Nonsense}"#, #"\u{110000}"#, #"\"#, "a{", "]", #"(?<1a>x)"#,
        "(?<=a)*",
        #"[\w-z]"#, #"\-"#, #"\x1"#, #"\c1"#, #"\01"#, "(?:a",
    ])
    func areNoPatterns(text: String) throws {
        #expect(try !JSONSchema(["format": "regex"]).isValid(.string(text)), "\(text)")
    }

    @Test func aBadPatternIsRefusedWithItsPlace() {
        let error = #expect(throws: SchemaError.self) {
            try JSONSchema(["properties": ["sku": ["pattern": "^(abc]"]]])
        }
        #expect(
            error?.description
                == "schema #/properties/sku/pattern is no pattern: '^(abc]' has a ( that is not closed, at character 2"
        )
    }
}
