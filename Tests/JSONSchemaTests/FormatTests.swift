import EventModel
import JSONSchema
import Testing

/// What each format takes and refuses, beside what the suite has.
@Suite struct FormatTests {
    private func accepts(_ format: String, _ text: String) throws -> Bool {
        try JSONSchema(["format": .string(format)]).isValid(.string(text))
    }

    @Test(arguments: [
        ("date", "2020-02-29", true), ("date", "2019-02-29", false), ("date", "2020-1-01", false),
        ("date", "1963-06-1৪", false),
        ("date-time", "1998-12-31T23:59:60Z", true), ("date-time", "1998-12-31T22:59:60Z", false),
        ("date-time", "1985-04-12T23:20:50.52", false), ("date-time", "2026-11-21 01:24:31Z", false),
        ("email", "te.s.t@example.com", true), ("email", "a b@example.com", false),
        ("email", #""a b"@example.com"#, true),
        ("email", "x@[IPv6:::1]", true), ("email", "x@[127.0.0.300]", false), ("idn-email", "실례@실례.테스트", true),
        ("hostname", "xn--4gbwdl.xn--wgbh1c", true), ("hostname", "xn--X", false), ("hostname", "a--b", true),
        ("idn-hostname", "실례.테스트", true), ("idn-hostname", "〮실례.테스트", false), ("idn-hostname", "-> $1.00 --", false),
        ("idn-hostname", "a·l", false), ("idn-hostname", "l·l", true), ("idn-hostname", "α͵β", true),
        ("idn-hostname", "α͵", false),
        ("idn-hostname", "א׳ב", true), ("idn-hostname", "A׳ב", false), ("idn-hostname", "・ぁ", true),
        ("idn-hostname", "def・abc", false),
        ("idn-hostname", "क\u{94D}\u{200D}ष", true), ("idn-hostname", "क\u{200D}ष", false),
        ("idn-hostname", "بي\u{200C}بي", true), ("idn-hostname", "a\u{200C}b", false),
        ("idn-hostname", "XN--aa---o47jg78q", false),
        ("idn-hostname", "Example", true), ("idn-hostname", "٠۰", false), ("idn-hostname", "ـߺ", false),
        ("idn-hostname", "ab--cd", false), ("idn-hostname", "ß.example", true), ("idn-hostname", "\u{301}hello", false),
        ("ipv4", "087.10.0.1", false), ("ipv6", "1:2:3:4:5:6:7::", true), ("ipv6", "1:2:3:4::5:6:7:8", false),
        ("uri", "http://foo.bar/?baz=qux#quux", true), ("uri", "//foo.bar/", false),
        ("uri", "http:// shouldfail.com", false),
        ("uri", "urn:oasis:names:specification:docbook:dtd:xml:4.1.2", true), ("uri", ":// should fail", false),
        ("uri", "bar,baz:foo", false), ("uri", "http://example.com/\"q\"", false),
        ("uri", "ldap://[2001:db8::7]/c=GB?objectClass?one", true),
        ("uri", "http://[v1.fe:x]/", true), ("uri", "mailto:John.Doe@example.com", true), ("uri", "http://a/ü", false),
        ("uri", "http://2001:0db8:85a3:0000:0000:8a2e:0370:7334", false), ("iri", "http://ƒøø.ßår/?∂éœ=πîx#πîüx", true),
        ("iri", "âππ", false), ("uri-reference", "", true), ("relative-json-pointer", "0#", true),
        ("relative-json-pointer", "01/a", false),
        ("duration", "nonsense", true), ("uuid", "nonsense", true), ("unheard-of", "x", true),
        ("idn-hostname", "xn--ihqwcrb4cv8a8dqg056pqjye", true), ("idn-hostname", "xn--X", false),
        ("idn-hostname", "-hello", false),
        ("idn-hostname", "hello-", false), ("idn-hostname", "\u{903}hello", false),
        ("idn-hostname", "\u{488}hello", false),
        ("idn-hostname", "\u{DF}\u{3C2}\u{F0B}\u{3007}", true), ("idn-hostname", "\u{6FD}\u{6FE}", true),
        ("idn-hostname", "\u{3031}\u{3032}", false), ("idn-hostname", "a\u{B7}l", false),
        ("idn-hostname", "l\u{B7}", false),
        ("idn-hostname", "\u{5D0}\u{5F4}\u{5D1}", true), ("idn-hostname", "\u{30FB}\u{30A1}", true),
        ("idn-hostname", "\u{30FB}\u{4E08}", true),
        ("idn-hostname", "\u{30FB}", false), ("idn-hostname", "\u{628}\u{660}\u{628}", true),
        ("idn-hostname", "\u{6F0}0", true),
        ("idn-hostname", "\u{200D}\u{937}", false), ("idn-hostname", "\u{915}\u{94D}\u{200C}\u{937}", true),
        ("idn-hostname", "hostname", true),
        ("idn-hostname", "1host", true), ("idn-hostname", "", false), ("idn-hostname", "실〮례.테스트", false),
        (
            "idn-hostname",
            "실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실실례례테스트례례례례례례례례례례례례례례례례례테스트.테스트", false
        ),
        ("hostname", "xn--ihqwcrb4cv8a8dqg056pqjye", true),
    ])
    func decides(format: String, text: String, expected: Bool) throws {
        #expect(try accepts(format, text) == expected, "\(format) \(text)")
    }
}
