import EventModel
import StatesLanguage
import Testing

@Suite struct IntrinsicTests {
    private static let input: JSON = [
        "s": "é,b;c", "a": [1, 1.0, "x", ["k": 1, "l": 2], ["l": 2, "k": 1]], "o": ["k": "v"],
        "p": ["k": "w", "q": [1]], "t": true,
    ]

    @Test(arguments: [
        (#"States.Format('a {} \{\} {}', $.t, $.o)"#, #""a true {} {k=v}""#), (#"States.Format('it\'s')"#, #""it's""#),
        ("States.Array(1, 'x', $.t, null, States.Array())", #"[1,"x",true,null,[]]"#),
        ("States.ArrayPartition($.a, 4)", #"[[1,1,"x",{"k":1,"l":2}],[{"l":2,"k":1}]]"#),
        ("States.ArrayContains($.a, 1.00)", "true"), ("States.ArrayUnique($.a)", #"[1,"x",{"k":1,"l":2}]"#),
        ("States.ArrayRange(0, 10, 4)", "[0,4,8]"), ("States.ArrayRange(5, 1, 1)", "[]"),
        ("States.ArrayLength($.a)", "5"),
        ("States.ArrayGetItem($.a, 2)", #""x""#), ("States.Base64Encode($.s)", #""w6ksYjtj""#),
        ("States.Base64Decode('w6ksYjtj')", #""é,b;c""#),
        ("States.Hash('abc', 'SHA-1')", #""a9993e364706816aba3e25717850c26c9cd0d89d""#),
        ("States.JsonMerge($.o, $.p, false)", #"{"k":"w","q":[1]}"#),
        ("States.JsonToString($.p)", #""{\"k\":\"w\",\"q\":[1]}""#),
        (#"States.StringToJson('{"a":[1]}')"#, #"{"a":[1]}"#), ("States.StringToJson('  ')", "null"),
        ("States.MathAdd(1.5, -0.5)", "2"), ("States.StringSplit($.s, ',;')", #"["é","b","c"]"#),
        ("States.StringSplit('', ',')", "[]"),
    ])
    func hasItsValue(call: String, expected: String) throws {
        #expect(try Run.value(of: call, Self.input).description == expected)
    }

    @Test(arguments: [
        "States.ArrayRange(0, 1000, 1)", "States.ArrayRange(0, 9007199254740992, 1)", "States.ArrayRange(1, 2, 0)",
        "States.ArrayPartition($.a, 0)", "States.ArrayGetItem($.a, 5)", "States.ArrayGetItem($.a, -1)",
        "States.ArrayLength($.s)",
        "States.Base64Decode('w6k')", "States.Base64Decode('/w==')", "States.Hash('a', 'CRC')",
        "States.JsonMerge($.o, $.p, true)",
        "States.JsonMerge($.o, $.a, false)", "States.StringToJson($.s)", "States.MathAdd($.s, 1)",
        "States.MathAdd(1e300, 1)",
        "States.MathRandom(5, 5)", "States.Format($.s, 1)", "States.Format($.t)",
    ])
    func whatHasNoValueIsAnIntrinsicFailure(call: String) throws {
        let failure = try #require(throws: StateFailure.self) { try Run.value(of: call, Self.input) }
        #expect(failure.error == "States.IntrinsicFailure")
    }

    @Test func aRangeOfAThousandIsTheLongest() throws {
        #expect(try Run.value(of: "States.ArrayRange(1, 1000, 1)").array?.count == 1000)
    }

    @Test func dataAboveTenThousandCharactersIsNotHashed() throws {
        let text = String(repeating: "a", count: 10_000)
        #expect(try Run.value(of: "States.Hash($.t, 'MD5')", ["t": .string(text)]).string?.count == 32)
        #expect(throws: StateFailure.self) { try Run.value(of: "States.Hash($.t, 'MD5')", ["t": .string(text + "a")]) }
    }

    @Test func randomIsWithinItsBoundsAndFollowsItsSeed() throws {
        let one = try #require(try Run.value(of: "States.MathRandom(3, 5)").integer)
        #expect((3..<5).contains(one))
        let seeded = try (0..<3).map { _ in try Run.value(of: "States.MathRandom(0, 1000000, 42)").description }
        #expect(Set(seeded).count == 1)
        let id = try #require(try Run.value(of: "States.UUID()").string)
        #expect(id.count == 36 && id.utf8.dropFirst(14).first == UInt8(ascii: "4"))
    }

    @Test(arguments: [
        "States.Nope()", "States.Format()", "States.Format('{}')", "States.Format(1)", "States.MathAdd(1,'-1')",
        "States.MathAdd(1)",
        "States.UUID(1)", "States.Array(1", "States.Array(1,)", "States.Array('x)", "States.Array(x)",
        "States.Array(1) ",
        " States.Array(1)", "States.Array({})", "States.ArrayLength(1)", "States.Hash('a')",
    ])
    func aCallThatCanNotBeRightIsRefusedInTheDefinition(call: String) {
        #expect(throws: StateMachine.Invalid.self) { try Run.value(of: call) }
    }

    @Test func callsNestTenDeepAndNoDeeper() throws {
        func nested(_ n: Int) -> String {
            String(repeating: "States.Array(", count: n) + String(repeating: ")", count: n)
        }
        #expect(
            try Run.value(of: nested(10)).description == String(repeating: "[", count: 10)
                + String(repeating: "]", count: 10)
        )
        #expect(throws: StateMachine.Invalid.self) { try Run.value(of: nested(11)) }
        #expect(throws: StateMachine.Invalid.self) { try Run.value(of: nested(100_000)) }
    }
}
