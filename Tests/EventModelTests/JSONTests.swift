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

    /// JSONTestSuite: `y_` must be accepted, `n_` refused, `i_` may be either.
    @Test(.enabled(if: Shared.isThere, Shared.missing)) func agreesWithTheJSONTestSuite() throws {
        let folder = "vectors/json-parsing/test_parsing"
        var tried = 0
        for name in try Shared.names(in: folder) where name.hasSuffix(".json") {
            let accepted = (try? JSON(parsing: try Shared.bytes("\(folder)/\(name)"))) != nil
            if name.hasPrefix("y_") { #expect(accepted, "\(name) should be accepted") }
            if name.hasPrefix("n_") { #expect(!accepted, "\(name) should be refused") }
            tried += 1
        }
        #expect(tried > 100)
    }
}
