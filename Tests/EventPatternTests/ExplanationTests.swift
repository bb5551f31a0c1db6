import EventModel
import Testing

@testable import Pipeline

@Suite("Why an event does not match")
struct ExplanationTests {
    private func explain(_ pattern: JSON, _ event: JSON) throws -> EventPattern.Explanation {
        try EventPattern(pattern).explain(event)
    }

    @Test func namesTheFieldsThatFailWithWhatIsThere() throws {
        let pattern: JSON = ["source": ["shop"], "detail": ["n": [["numeric": [">", 5]]], "s": ["x"]]]
        let event: JSON = ["source": "shop", "detail": ["n": [1, 2], "t": "x"]]
        #expect(
            try explain(pattern, event)
                == .misses([.init(path: "detail.n", found: ["1", "2"]), .init(path: "detail.s", found: [])], of: 3)
        )
    }

    @Test func takesTheAlternativeThatIsNearest() throws {
        let pattern: JSON = ["$or": [["a": ["1"], "b": ["2"]], ["c": ["3"]]]]
        #expect(try explain(pattern, ["c": "\"4"]) == .misses([.init(path: "c", found: [#""\"4""#])], of: 1))
        #expect(try explain(pattern, ["c": "3"]) == .matches)
    }

    @Test func knowsWhatMatchesInDifferentElements() throws {
        let pattern: JSON = ["items": ["sku": ["A"], "size": ["L"]]]
        #expect(
            try explain(pattern, ["items": [["sku": "A", "size": "S"], ["sku": "B", "size": "L"]]])
                == .differentElements
        )
        #expect(try explain(["a": [["exists": false]]], ["a": nil]).distance == 1)
    }
}
