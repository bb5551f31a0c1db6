import DeadLetters
import EventModel
import Testing

@Suite struct BodyChangeTests {
    private func set(_ path: String, _ value: String, _ body: String) throws -> String {
        String(decoding: try BodyChange(path: path, value: value).applied(to: Array(body.utf8)), as: UTF8.self)
    }

    private func refusal(_ path: String, _ value: String, _ body: String) -> String {
        do {
            _ = try BodyChange(path: path, value: value).applied(to: Array(body.utf8))
            return "accepted"
        } catch {
            return error.message
        }
    }

    @Test func replacesOnlyTheValue() throws {
        let body = "{ \"b\" : 1.0e+2,\r\n\t\"a\":{\"x y\":[ 01e0 ]} }".replacing("01e0", with: "1e0, \"\\u0041\"")
        #expect(try set("b", "1.50", body) == body.replacing("1.0e+2", with: "1.50"))
        #expect(try set("$.a['x y'][0]", " {\"k\": 1} ", body) == body.replacing("1e0", with: "{\"k\": 1}"))
        #expect(try set("a[\"x y\"][-1]", "null", body) == body.replacing("\"\\u0041\"", with: "null"))
        #expect(try set("$", "7", "  [1]\n") == "  7\n")
        #expect(try set("[1]", "9", "[1,2]") == "[1,9]")
        #expect(try set("$.a", "2", #"{"a":{"a":0},"\u0061":1}"#) == #"{"a":{"a":0},"\u0061":2}"#)
        #expect(try set("$ref", "2", #"{"$ref":1}"#) == #"{"$ref":2}"#)
        #expect(try set(#"['it\'s']"#, "2", #"{"it's":1}"#) == #"{"it's":2}"#)
        #expect(try set("日本.語", "2", #"{"日本":{"語":1}}"#) == #"{"日本":{"語":2}}"#)
    }

    /// What a reader takes of a name that stands twice.
    @Test func changesTheLastOfTwo() throws {
        #expect(try set("a", "3", #"{"a":1,"b":0,"a":2}"#) == #"{"a":1,"b":0,"a":3}"#)
    }

    @Test(arguments: [
        (#"{"a":1,"b":2}"#, #"{"a":1,"b":2,"c":3}"#), (#"{"a": 1, "b": 2}"#, #"{"a": 1, "b": 2, "c": 3}"#),
        (#"{"a": 1}"#, #"{"a": 1, "c": 3}"#), (#"{"a":1}"#, #"{"a":1,"c":3}"#),
        (#"{ "a": 1 }"#, #"{ "a": 1, "c": 3 }"#),
        ("{\n  \"a\": 1\n}", "{\n  \"a\": 1,\n  \"c\": 3\n}"),
        ("{\r\n\t\"a\" : {}\r\n}", "{\r\n\t\"a\" : {},\r\n\t\"c\" : 3\r\n}"),
        ("{\"a\":1\n,\"b\":2\n}", "{\"a\":1\n,\"b\":2\n,\"c\":3\n}"), ("{}", #"{"c":3}"#), ("{ }", #"{"c":3 }"#),
    ])
    func addsAMemberInTheStyleAroundIt(_ body: String, _ wanted: String) throws {
        #expect(try set("c", "3", body) == wanted)
    }

    @Test func addsToAnEmptyObjectInTheStyleOfItsParent() throws {
        #expect(try set("a.c", "3", #"{"a": {}}"#) == #"{"a": {"c": 3}}"#)
        #expect(try set(#"['"\\']"#, "3", "{}") == #"{"\"\\":3}"#)
    }

    @Test func saysWhyNot() {
        let body = #"{"a":{"b":[1,2],"s":"x"},"n":null}"#
        #expect(refusal("a.x.y", "1", body) == "$.a.x.y: $.a has no member 'x'")
        #expect(refusal("a.b.c", "1", body) == "$.a.b.c: $.a.b is an array, which has no members")
        #expect(refusal("a.s[0]", "1", body) == "$.a.s[0]: $.a.s is a string, which has no elements")
        #expect(refusal("n.x", "1", body) == "$.n.x: $.n is null, which has no members")
        #expect(refusal("a.b[2]", "1", body) == "$.a.b[2]: $.a.b has 2 elements, none at 2")
        #expect(refusal("a.b[-3]", "1", body).hasSuffix("none at -3"))
        #expect(
            refusal("a", "1", "plain") == "$.a: the body is not JSON at line 1, column 1: a value cannot start here"
        )
        #expect(
            refusal("a", "1", "{\n\"a\": }")
                == "$.a: the body is not JSON at line 2, column 6: a value cannot start here"
        )
        #expect(refusal("a", "4242x", body).hasPrefix("the value for a is not JSON at byte 4"))
        #expect(refusal("a", "", body).contains("the text ends where a value should be"))
        for (path, column) in [
            ("", 1), ("a.", 3), ("a[", 3), ("a[x]", 3), ("a['b", 5), ("a['b'", 6), ("a]", 2), ("$.", 3), ("a[1]b", 5),
        ] {
            #expect(refusal(path, "1", body).contains("column \(column):"), "\(path): \(refusal(path, "1", body))")
        }
        #expect(throws: DeadLetterError.self) { try BodyChange(path: "a", value: "{").check() }
        #expect(throws: Never.self) { try BodyChange(path: "a", value: "{}").check() }
    }

    @Test func reachesThroughAnyDepth() throws {
        let deep = 50_000
        let body = String(repeating: "[", count: deep) + "1" + String(repeating: "]", count: deep)
        #expect(try set("$[0]", "2", body) == "[2]")
        #expect(refusal("$", "[", body).contains("not JSON"))
        #expect(refusal("$", "1", body + "]").contains("text after the end"))
    }

    @Test func readsValues() throws {
        let body = Array(#"{"order":{"id":7,"lines":[{"sku":"a"}]}}"#.utf8)
        #expect(try BodyPath("$.order.id").value(in: body) == 7)
        #expect(try BodyPath("order.lines[0]").value(in: body) == ["sku": "a"])
        #expect(try BodyPath("order.nothing").value(in: body) == nil)
        #expect(try BodyPath("a").value(in: [0xFF]) == nil)
        #expect(try BodyPath("a['x y'][3].b-c").description == "$.a['x y'][3].b-c")
    }
}
