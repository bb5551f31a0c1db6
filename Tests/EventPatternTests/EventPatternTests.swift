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
}
