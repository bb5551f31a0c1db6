import EventModel
import TestSupport
import Testing

@Suite struct TraceContextTests {
    @Test func readsAHeader() throws {
        let context = try #require(TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        #expect(context.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(context.parentID == "b7ad6b7169203331")
        #expect(context.flags == 1)
    }

    @Test(arguments: [
        "", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
    ])
    func ignoresWhatIsNotOne(text: String) { #expect(TraceContext(traceparent: text) == nil) }

    /// The W3C's own cases; a request with two headers is invalid as a whole, which is its reader's business.
    @Test(.enabled(if: Shared.isThere, Shared.missing)) func agreesWithTheReference() throws {
        var tried = 0
        for line in try Shared.lines("vectors/trace-context/headers.jsonl") {
            let test = try JSON(parsing: line)
            let headers = (test["headers"]?.array ?? []).filter {
                $0.array?.first?.string?.lowercased() == "traceparent"
            }
            guard headers.count == 1, let value = headers[0].array?.last?.string else { continue }
            let spaces: Set<Character> = [" ", "\t"]
            let trimmed = value.drop { spaces.contains($0) }.reversed().drop { spaces.contains($0) }.reversed()
            let read = TraceContext(traceparent: String(trimmed))
            #expect((read != nil) == test["traceparentValid"]?.bool, "\(test["id"]?.string ?? "")")
            if let read, let id = test["traceId"]?.string { #expect(read.traceID == id) }
            tried += 1
        }
        #expect(tried > 50)
    }
}
