import EventModel
import TestSupport
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        "null", "true", "-0", "1e400", "0.10", #""a\"b""#, "[]", "{}", #"{"b":1,"a":[1,2,{"c":null}]}"#, #"{"":""}"#,
    ])
    func keepsWhatATextSaid(text: String) throws {
        #expect(try JSON(parsing: text).description == text)
    }

    @Test func theLastOfTwoNamesWins() throws {
        #expect(try JSON(parsing: #"{"a":1,"b":2,"a":3}"#) == ["a": 3, "b": 2])
    }

    @Test func numbersCompareByValue() throws {
        let spelled = try JSON(parsing: "[300,300.0,3e2]").array?.map(\.number)
        #expect(spelled == [300, 300, 300])
        #expect(JSON.double(2).description == "2")
        #expect(JSON.double(.nan).description == "0")
        #expect(try JSON(parsing: "9007199254740993").integer == 9_007_199_254_740_993)
    }

    @Test func writesControlBytesAsEscapes() {
        #expect(JSON.string("\u{1B}[31m\n\u{7F}").description == #""\u001b[31m\n\u007f""#)
    }

    @Test func saysWhereATextIsWrong() {
        let error = #expect(throws: JSON.ParseError.self) { try JSON(parsing: #"{"a" 1}"#) }
        #expect(error?.description == "not JSON at byte 5: ':' should be here")
    }

    @Test func refusesDeepNestingInsteadOfCrashing() {
        let deep = String(repeating: "[", count: 1_000_000)
        #expect(throws: JSON.ParseError.self) { try JSON(parsing: deep) }
    }

    @Test func laysOutForAPerson() throws {
        #expect(
            try JSON(parsing: #"{"a":[1,{}],"b":[]}"#).pretty == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}"
        )
    }

    @Test func followsPaths() throws {
        let json = try JSON(parsing: #"{"error":{"type":"CardDeclined"}}"#)
        #expect(json[path: "error.type"] == "CardDeclined")
        #expect(json[path: "error.type.more"] == nil)
    }

    /// JSONTestSuite: `y_` must be accepted, `n_` refused, `i_` may be either, and no file may crash the reader. What can not pass
    /// stands in `exceptions.txt`.
    @Test(.enabled(if: Shared.isThere, Shared.missing)) func agreesWithTheJSONTestSuite() throws {
        let folder = "vectors/json-parsing/test_parsing"
        let exceptions = try Exceptions(beside: #filePath)
        var tried = 0
        for name in try Shared.names(in: folder) where name.hasSuffix(".json") {
            let accepted = (try? JSON(parsing: try Shared.bytes("\(folder)/\(name)"))) != nil
            let agrees = name.hasPrefix("i_") || accepted == name.hasPrefix("y_")
            let listed = exceptions.reason("json-parsing \(name)")
            #expect(
                agrees == (listed == nil),
                "\(name) was \(accepted ? "accepted" : "refused"); \(listed ?? "not listed")"
            )
            tried += 1
        }
        #expect(tried > 200)
    }

    /// The files on whose meaning readers differ: what they mean here.
    @Test(
        .enabled(if: Shared.isThere, Shared.missing),
        arguments: [
            ("number_-9223372036854775809", "[-9223372036854775809]"), ("number_1.0", "[1.0]"), ("number_1e6", "[1E6]"),
            ("number_1.000000000000000005", "[1.000000000000000005]"),
            ("number_1000000000000000", "[1000000000000000]"),
            ("number_9223372036854775808", "[9223372036854775808]"),
            ("object_key_nfc_nfd", "{\"\u{E9}\":\"NFC\",\"e\u{301}\":\"NFD\"}"),
            ("object_key_nfd_nfc", "{\"e\u{301}\":\"NFD\",\"\u{E9}\":\"NFC\"}"),
            ("object_same_key_different_values", "{\"a\":2}"), ("object_same_key_unclear_values", "{\"a\":-0}"),
            ("string_1_escaped_invalid_codepoint", "[\"\u{FFFD}\"]"), ("string_1_invalid_codepoint", nil),
            ("string_2_invalid_codepoints", nil), ("string_3_invalid_codepoints", nil),
        ] as [(String, String?)]
    )
    func readsWhatReadersDifferOn(name: String, meaning: String?) throws {
        let read = try? JSON(parsing: try Shared.bytes("vectors/json-parsing/test_transform/\(name).json")).utf8
        #expect(
            read == meaning.map { Array($0.utf8) },
            "\(read.map { String(decoding: $0, as: UTF8.self) } ?? "refused")"
        )
    }

    @Test func namesThatLookTheSameAreTwo() throws {
        let json = try JSON(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2,\"e\u{301}\":3}")
        #expect(json["\u{E9}"] == 1 && json["e\u{301}"] == 3 && json.object?.members.count == 2)
    }
}
