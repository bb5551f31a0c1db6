import EventModel
import StatesLanguage
import Testing

@Suite struct PathTests {
    private static let shelf: JSON = [
        "books": [["t": "A", "p": 8, "tags": ["x"]], ["t": "B", "p": 12], ["t": "C", "p": 9.5]], "odd key": 1, "a-b": 2,
        "n": [0, 1, 2, 3],
    ]

    @Test(arguments: [
        ("$.books[0].t", #""A""#), ("$.books[-1].t", #""C""#), ("$['odd key']", "1"), ("$.a-b", "2"),
        ("$.books[*].t", #"["A","B","C"]"#), ("$..p", "[8,12,9.5]"), ("$.n[1:3]", "[1,2]"), ("$.n[::2]", "[0,2]"),
        ("$.n[-2:]", "[2,3]"), ("$.n[0,3]", "[0,3]"), ("$['a-b','odd key']", "[2,1]"), ("$.none[*].x", "[]"),
        ("$.books[?(@.p < 10 && @.t != 'A')].t", #"["C"]"#), ("$.books[?(@.tags)].t", #"["A"]"#),
        ("$.books[?(!(@.tags) || @.p == 8.0)].t", #"["A","B","C"]"#), ("$.books.length()", "3"),
    ])
    func findsValues(path: String, expected: String) throws {
        #expect(try Self.value(path).description == expected)
    }

    @Test(arguments: ["$.books[3]", "$.books.x", "$.none.x", "$var", "$$.none"])
    func aPathThatLeadsNowhereFailsTheExecution(path: String) throws {
        let failure = try #require(throws: StateFailure.self) { try Self.value(path) }
        #expect(failure.error == "States.Runtime")
    }

    @Test(arguments: [
        "", "books", "$.", "$.a.", "$.a b", "$[", "$[']", "$['a'", "$.a[1", "$.a[x]", "$.a[1:2:0]", "$.a[?(@.x <)]",
        "$.a[?@.x]",
        "$.a.max()", "$.length().x", "$$23", "$5", "$.a[99999999999]", "@.a", "$.a)", "$.a..",
    ])
    func aTextThatIsNoPathIsRefused(text: String) {
        #expect(throws: Path.Mistake.self) { try Path(text) }
    }

    @Test func hostilePathsAreRefusedOrEnd() throws {
        let deep =
            "$.a[?(" + String(repeating: "(", count: 10_000) + "@.x" + String(repeating: ")", count: 10_001) + "]"
        #expect(throws: Path.Mistake.self) { try Path(deep) }
        #expect(throws: Path.Mistake.self) { try Path("$" + String(repeating: ".a", count: 100_000)) }
        #expect(throws: Path.Mistake.self) { try Path("$[0" + String(repeating: ",1", count: 100_000) + "]") }
        #expect(throws: Path.Mistake.self) { try Path("$.a[?(" + String(repeating: "!", count: 100_000) + "@.x)]") }
        // Each .. finds everything below everything: the search is cut off.
        let input = try JSON(parsing: String(repeating: "[", count: 300) + String(repeating: "]", count: 300))
        let failure = try #require(throws: StateFailure.self) {
            try Self.value("$" + String(repeating: "..*", count: 8), input)
        }
        #expect(failure.error == "States.Runtime")
    }

    @Test(arguments: [
        ("$", "7", "{}", "7"), ("$.a.b", "7", "{}", #"{"a":{"b":7}}"#),
        ("$.a", "7", #"{"a":{"x":1},"z":2}"#, #"{"a":7,"z":2}"#),
        ("$['a'].l[1]", "7", #"{"a":{"l":[1,2]}}"#, #"{"a":{"l":[1,7]}}"#), ("$.a", "7", "null", #"{"a":7}"#),
    ])
    func aResultGoesToItsReferencePath(path: String, result: String, input: String, expected: String) throws {
        let definition: JSON = [
            "StartAt": "P",
            "States": [
                "P": ["Type": "Pass", "Result": try JSON(parsing: result), "ResultPath": .string(path), "End": true]
            ],
        ]
        #expect(try Run(definition, JSON(parsing: input)).output?.description == expected)
    }

    @Test(arguments: [("$.a.b", #"{"a":5}"#), ("$.l[2]", #"{"l":[1]}"#), ("$.x", "[1]")])
    func aResultThatHasNoPlaceFailsTheState(path: String, input: String) throws {
        let definition: JSON = [
            "StartAt": "P", "States": ["P": ["Type": "Pass", "Result": 1, "ResultPath": .string(path), "End": true]],
        ]
        #expect(try Run(definition, JSON(parsing: input)).error == "States.ResultPathMatchFailure")
    }

    @Test(arguments: ["$.a[*]", "$..a", "$.a[0,1]", "$.a[-1]", "$$.a", "a"])
    func onlyNamesAndIndicesCanBeSet(path: String) {
        #expect(throws: Path.Mistake.self) { try ReferencePath(path) }
    }

    private static func value(_ path: String, _ input: JSON = shelf) throws -> JSON {
        let definition: JSON = [
            "StartAt": "P", "States": ["P": ["Type": "Pass", "Parameters": ["v.$": .string(path)], "End": true]],
        ]
        let run = try Run(definition, input)
        if let failure = run.outcome.execution.failure { throw failure }
        return try #require(run.output?["v"])
    }
}
