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

    @Test(arguments: [
        "a=1 ,\tb@c/d*e=x y", "1a=1", ",,", "",
    ])
    func readsAState(text: String) { #expect(TraceState([text]) != nil) }

    @Test(arguments: ["A=1", "@a=1", "_a=1", "a", "a=", "=1", "a=b=c", "a =1", "a=\u{1B}[31m", "a=é"])
    func refusesAStateThatIsNone(text: String) { #expect(TraceState([text]) == nil) }

    @Test func aStateIsReadFromAllItsHeadersAndAKeyOnlyOnce() {
        let state = TraceState(["a=1,b=2", "", "a=3 "])
        #expect(state?.members.map { "\($0.key)=\($0.value)" } == ["a=1", "b=2"] && state?.text == "a=1,b=2")
        #expect(TraceState([(0..<33).map { "k\($0)=v" }.joined(separator: ",")]) == nil)
    }

    /// The W3C's own cases, whole: which headers count, and what is read from them. What can not pass stands in `exceptions.txt`.
    @Test(.enabled(if: Shared.isThere, Shared.missing)) func agreesWithTheReference() throws {
        let exceptions = try Exceptions(beside: #filePath)
        var tried = 0
        for line in try Shared.lines("vectors/trace-context/headers.jsonl") {
            let test = try JSON(parsing: line)
            let id = test["id"]?.string ?? ""
            let headers = (test["headers"]?.array ?? []).compactMap { header -> (String, String)? in
                guard let name = header.array?.first?.string, let value = header.array?.last?.string else { return nil }
                return (name, value)
            }
            let differences = Self.differences(test, TraceHeaders(headers))
            let listed = exceptions.reason("trace-context \(id)")
            #expect(differences.isEmpty == (listed == nil), "\(id): \(differences); \(listed ?? "not listed")")
            tried += 1
        }
        #expect(tried > 90)
    }

    private static func differences(_ test: JSON, _ read: TraceHeaders) -> [String] {
        var differences: [String] = []
        func compare(_ name: String, _ value: JSON) {
            if let expected = test[name], expected != value {
                differences.append("\(name) is \(value), not \(expected)")
            }
        }
        compare("traceparentValid", .bool(read.parent != nil))
        let wasSent = test["tracestateValid"] != .null
        if wasSent {
            compare("tracestateValid", .bool(read.state != nil))
        } else if read.state != nil {
            differences.append("a state where there is none")
        }
        if let parent = read.parent {
            compare("version", .int(Int(parent.version)))
            compare("traceId", .string(parent.traceID))
            compare("parentId", .string(parent.parentID))
            compare("flags", .int(Int(parent.flags)))
            compare("sampled", .bool(parent.isSampled))
            compare("random", .bool(parent.isRandom))
        }
        compare("tracestate", .array((read.state?.members ?? []).map { [.string($0.key), .string($0.value)] }))
        return differences
    }
}
