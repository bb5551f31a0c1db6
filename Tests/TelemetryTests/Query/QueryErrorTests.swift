import EventModel
import Testing

@testable import Telemetry

/// A mistake in a query is shown at its place, with what to write instead.
@Suite("Mistakes in queries")
struct QueryErrorTests {
    @Test(arguments: [
        ("level>=", 7, "a value is missing"), ("level>=loud", 7, "is no level"),
        (">=warn", 0, "needs a field before it"),
        ("(level=info", 0, "is not closed"), ("level=info)", 10, "closes nothing"),
        ("\"open", 0, "quote is not closed"),
        ("a or", 4, "a term is missing"), ("or a", 0, "a term is missing before"), ("not", 3, "a term is missing"),
        ("duration>fast", 9, "is no duration"), ("time>soon", 5, "is no time"), ("attempt=two", 8, "is no number"),
        ("hop=jump", 4, "is no hop"), ("a ! b", 2, "stands alone"), ("service=a,", 10, "a value is missing"),
        ("duration>1ms,2ms", 12, "takes one value"), ("a,b", 1, "joins values"), ("exists(", 7, "needs a field"),
        ("exists(error", 0, "is not closed"), ("type~\"(\"", 6, "is not closed"), ("type~*", 5, "repeats nothing"),
        ("type~\"a[b\"", 7, "is not closed"), ("message~\"(?<=a)b\"", 10, "look-around"),
        ("x~\"a{3,1}\"", 4, "write {2}"),
        ("metric=yes", 7, "metric=true"), ("a ~= b", 2, "write ~"), ("ok \"é\" level=nö", 13, "is no level"),
    ])
    func saysWhereAndWhat(_ text: String, _ offset: Int, _ message: String) {
        do throws(QueryError) {
            _ = try Query(text)
            Issue.record("compiled")
        } catch {
            #expect(error.offset == offset)
            #expect(error.message.contains(message))
            #expect(error.description == "query, character \(offset + 1): \(error.message)")
        }
    }

    @Test("Nesting is bounded, not the stack's business")
    func depth() {
        let deep = String(repeating: "(", count: 10_000) + "a" + String(repeating: ")", count: 10_000)
        #expect(throws: QueryError.self) { try Query(deep) }
        #expect(throws: Never.self) { try Query(String(repeating: "not ", count: 10_000) + "a") }
        #expect(throws: Never.self) { try Query(Array(repeating: "a", count: 5000).joined(separator: " or ")) }
        #expect(throws: QueryError.self) { try Query("a~\"\(String(repeating: "(", count: 10_000))\"") }
        #expect(throws: QueryError.self) { try Query("a~\"((a{1000}){1000}){1000}\"") }
    }

    /// Any text either compiles or is refused at a place within it.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func anyText(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pieces = [
            "level", ">=", "warn", "(", ")", "\"", " ", "or", "not", ",", "~", "=", "!", "exists(", "a.b", "10kb",
            "-15m", "\\", "[", "é😀", "'", "<", "*", "{2}",
        ]
        let row = try JSON(parsing: QueryTests.lines[0])
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 1...10, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            do throws(QueryError) {
                _ = try Query(text).matches(row)
            } catch {
                #expect((0...text.count).contains(error.offset), "\(text)")
                #expect(!error.message.isEmpty)
            }
        }
    }
}
