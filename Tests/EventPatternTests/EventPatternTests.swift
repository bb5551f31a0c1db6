import EventModel
import Pipeline
import Testing

@Suite("Event patterns")
struct EventPatternTests {
    private func matches(_ pattern: JSON, _ event: JSON) throws -> Bool { try EventPattern(pattern).matches(event) }

    @Test func fieldsAreANDedAndTheirValuesORed() throws {
        let pattern: JSON = ["source": ["shop", "till"], "detail": ["amount": [["numeric": [">=", 10, "<", 20]]]]]
        #expect(try matches(pattern, ["source": "till", "detail": ["amount": 10]]))
        #expect(try !matches(pattern, ["source": "till", "detail": ["amount": 20]]))
        #expect(try !matches(pattern, ["source": "web", "detail": ["amount": 15]]))
    }

    @Test func fieldsThatShareAnArrayMatchInOneElement() throws {
        let pattern: JSON = ["items": ["sku": ["A"], "size": ["L"]]]
        #expect(try matches(pattern, ["items": [["sku": "B", "size": "S"], ["sku": "A", "size": "L"]]]))
        #expect(try !matches(pattern, ["items": [["sku": "A", "size": "S"], ["sku": "B", "size": "L"]]]))
    }

    @Test func arraysThatNoOtherFieldReachesIntoCostNoSearch() throws {
        let many = JSON.array((0..<2_000).map { _ in "x" })
        var pattern: [(String, JSON)] = (0..<6).map { ("f\($0)", ["x"]) }
        pattern.append(("z", ["no"]))
        let event = JSON.object(
            JSON.Object((0..<6).map { JSON.Member("f\($0)", many) } + [JSON.Member("z", ["a", "b"])])
        )
        #expect(try !matches(.object(JSON.Object(pattern.map { JSON.Member($0.0, $0.1) })), event))
    }

    @Test func numbersCompareByValueAndStringsByBytes() throws {
        let spelled = try JSON(parsing: #"{"n": 3e2}"#)
        #expect(try matches(["n": [300]], spelled))
        #expect(try !matches(["n": ["300"]], spelled))
        #expect(try !matches(["n": ["e\u{301}"]], ["n": "\u{E9}"]))
    }

    @Test func theUploadRuleTakesCSVFilesOfItsBucket() throws {
        let pattern: JSON = [
            "detail-type": ["Object Created"],
            "detail": ["bucket": ["name": ["raw-data"]], "object": ["key": [["suffix": ".csv"]]]],
        ]
        func event(_ bucket: String, _ key: String) -> JSON {
            [
                "detail-type": "Object Created",
                "detail": ["bucket": ["name": .string(bucket)], "object": ["key": .string(key)]],
            ]
        }
        #expect(try matches(pattern, event("raw-data", "a/b.csv")))
        #expect(try !matches(pattern, event("raw-data", "b.csv.gz")))
        #expect(try !matches(pattern, event("processed-data", "b.csv")))
    }

    @Test(arguments: [
        (#"[1]"#, ""),
        (#"{}"#, ""),
        (#"{"a": {"b": "x"}}"#, "a.b"),
        (#"{"a": []}"#, "a"),
        (#"{"a": ["x", ["y"]]}"#, "a[1]"),
        (#"{"a": [{"prefix": 1}]}"#, "a[0].prefix"),
        (#"{"a": [{"prefix": "x", "suffix": "y"}]}"#, "a[0]"),
        (#"{"a": [{"prefix": {"suffix": "x"}}]}"#, "a[0].prefix.suffix"),
        (#"{"a": [{"suffix": {"equals-ignore-case": ["x"]}}]}"#, "a[0].suffix.equals-ignore-case"),
        (#"{"a": [{"equals-ignore-case": 5}]}"#, "a[0].equals-ignore-case"),
        (#"{"a": ["x", {"wildcard": "a**"}]}"#, "a[1].wildcard"),
        (#"{"a": [{"wildcard": "a\\b"}]}"#, "a[0].wildcard"),
        (#"{"a": [{"wildcard": "*:*:*:*:*:event-bus/*"}]}"#, "a[0].wildcard"),
        (#"{"a": [{"cidr": "10.0.0.0"}]}"#, "a[0].cidr"),
        (#"{"a": [{"cidr": "10.0.0.0/32"}]}"#, "a[0].cidr"),
        (#"{"a": [{"cidr": "10.0.0.256/8"}]}"#, "a[0].cidr"),
        (#"{"a": [{"cidr": "::/x"}]}"#, "a[0].cidr"),
        (#"{"a": [{"startsWith": "a"}]}"#, "a[0].startsWith"),
        (#"{"a": [{"anything-but": ["x", 1]}]}"#, "a[0].anything-but"),
        (#"{"a": [{"anything-but": {"numeric": ["=", 1]}}]}"#, "a[0].anything-but.numeric"),
        (#"{"a": [{"anything-but": {"prefix": ["x", ""]}}]}"#, "a[0].anything-but.prefix[1]"),
        (#"{"a": [{"anything-but": {"wildcard": ["x", "**"]}}]}"#, "a[0].anything-but.wildcard[1]"),
        (#"{"a": [{"anything-but": 1e400}]}"#, "a[0].anything-but"),
        (#"{"a": [{"numeric": [">", 5, "<", 5]}]}"#, "a[0].numeric"),
        (#"{"a": [{"exists": "yes"}]}"#, "a[0].exists"),
        (#"{"d": {"$or": [{"a": [1]}, 2]}}"#, "d.$or[1]"),
        (#"{"$or": [{"a": [1]}, {"prefix": ["x"]}]}"#, "$or[1].prefix"),
        (#"{"$or": [{"a": [1]}, {"b": {"regex": ["x"]}}]}"#, "$or[1].b.regex"),
    ])
    func aRefusalNamesThePlace(pattern: String, place: String) throws {
        let error = try #require(throws: EventPatternError.self) { try EventPattern(try JSON(parsing: pattern)) }
        #expect(error.path == place)
        #expect(!error.reason.isEmpty)
    }

    @Test func alternativesThatMultiplyOutOfHandAreRefused() throws {
        var pattern: JSON = ["z": ["1"]]
        for level in 0..<13 {
            let or: JSON = ["$or": [["a\(level)": ["1"]], ["b\(level)": ["1"]]], "deeper": pattern]
            pattern = or
        }
        #expect(throws: EventPatternError.self) { try EventPattern(pattern) }
    }

    /// Facts of the language that are easily got wrong, each on one value of one field.
    @Test(arguments: [
        (#"["10.0.0.1"]"#, #""010.0.0.001""#, true),
        (#"["2001:db8::1"]"#, #""2001:DB8:0:0::1""#, true),
        (#"[{"exactly": "2001:db8::1"}]"#, #""2001:DB8::1""#, false),
        (#"[{"cidr": "10.0.5.7/16"}]"#, #""10.0.200.1""#, true),
        (#"[{"cidr": "10.0.0.0/8"}]"#, #""11.0.0.0""#, false),
        (#"[{"cidr": "10.0.0.0/8"}]"#, #""::ffff:10.0.0.1""#, false),
        (#"[{"cidr": "2001:db8::/33"}]"#, #""2001:db8:8000::""#, false),
        (#"[{"equals-ignore-case": "Straße"}]"#, #""STRASSE""#, true),
        (#"[{"equals-ignore-case": "STRASSE"}]"#, #""straße""#, false),
        (#"[{"suffix": {"equals-ignore-case": "ße"}}]"#, #""straSSE""#, true),
        (#"[{"prefix": {"equals-ignore-case": "ÉT"}}]"#, #""étude""#, true),
        (#"[{"wildcard": "a*b*c"}]"#, #""a-b-b-c""#, true),
        (#"[{"wildcard": "ab*ba"}]"#, #""aba""#, false),
        (#"[{"wildcard": "\\*a"}]"#, #""*a""#, true),
        (#"[{"anything-but": {"wildcard": ["*.jar", "x"]}}]"#, #""y.jar""#, false),
        (#"[{"anything-but": {"equals-ignore-case": ["x"]}}]"#, "[\"X\", \"y\"]", true),
        (#"[{"anything-but": {"suffix": ["a", "b"]}}]"#, "null", true),
        (#"[{"numeric": [">", 9007199254740992]}]"#, "9007199254740993", false),
        (#"[9007199254740993]"#, "9007199254740993", true),
        (#"[0.1]"#, "0.1000", true),
        (#"[-0.0]"#, "0e5", true),
        (#"[{"exists": true}]"#, "{}", false),
        (#"[{"exists": true}]"#, "[null]", true),
    ])
    func aValueOfAFieldMatches(tests: String, value: String, matches: Bool) throws {
        let pattern = try EventPattern(text: Array(#"{"a": \#(tests)} and so on"#.utf8))
        let event = try JSON(leading: Array(#"{"a": \#(value)}"#.utf8))
        #expect(pattern.matches(event) == matches)
    }

    @Test func ofANameThatStandsTwiceTheLastValueOfEachPathCounts() throws {
        let pattern = try EventPattern(text: Array(#"{"d": {"a": ["x"], "a": ["z"]}, "d": {"b": ["y"]}}"#.utf8))
        #expect(pattern.matches(["d": ["a": "z", "b": "y"]]))
        #expect(!pattern.matches(["d": ["a": "x", "b": "y"]]))
        #expect(!pattern.matches(["d": ["b": "y"]]))
        let event = try JSON(leading: Array(#"{"a": "x", "a": "y"}"#.utf8))
        #expect(try EventPattern(["a": ["x"]]).matches(event))
    }

    @Test func aPlainValueStandsInNoElementOfItsArray() throws {
        #expect(try matches(["a": ["x"], "a.b": ["1"]], ["a": ["x", ["b": "1"]]]))
    }

    @Test func whatIsNoJSONIsRefusedWithItsPlace() throws {
        for text in ["", "{", "\u{FEFF}{}", #"{"a":[01]}"#, #"{"a":["x"}"#] {
            let error = try #require(throws: EventPatternError.self) { try EventPattern(text: Array(text.utf8)) }
            #expect(error.description.contains("not JSON at byte"))
        }
        let deep = Array(String(repeating: #"{"a":"#, count: 100_000).utf8)
        #expect(throws: EventPatternError.self) { try EventPattern(text: deep) }
    }

    @Test func theServicesLimitOfComplexityIsKeptInShortTime() throws {
        func isTaken(_ wildcard: String) -> Bool {
            (try? EventPattern(["a": [["wildcard": .string(wildcard)]]])) != nil
        }
        #expect(isTaken("/Users/*/dir/dir/dir/dir/dir/doc.txt"))
        #expect(isTaken("arn:aws:events:*:*:event-bus/*"))
        #expect(!isTaken("*:*:*:*:*:event-bus/*"))
        #expect(!isTaken("*aaaaaaaaaaaa"))
        #expect(isTaken(String(repeating: "abcdefghij", count: 400)))
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let long = (0..<2_000).map { String(letters[$0 * $0 % 26]) }.joined()
        _ = isTaken("*\(long)*\(long)*")
    }

    @Test func fieldsThatMultiplyOutOfHandAreRefused() throws {
        var members = (0..<10).map { level -> JSON.Member in
            .init("$or", [["a\(level)": ["1"]], ["b\(level)": ["1"]]])
        }
        members += (0..<500).map { .init("f\($0)", ["1"]) }
        let error = try #require(throws: EventPatternError.self) {
            try EventPattern(.object(JSON.Object(members)))
        }
        #expect(error.reason.contains("split the rule"))
    }
}
