import Testing

@testable import Pipeline

@Suite("Routes: paths and targets")
struct RouteTests {
    private func template(_ text: String) throws -> PathTemplate { try PathTemplate(text) }

    private func match(_ pattern: String, _ path: String) throws -> [String: String]? {
        try template(pattern).match(try #require(RequestTarget(path)).segments)
    }

    @Test func aTemplateMatchesSegmentBySegment() throws {
        #expect(try match("/", "/") == [:])
        #expect(try match("/api/upload", "/api/upload") == [:])
        #expect(try match("/api/upload", "/api/upload/") == nil)
        #expect(try match("/api/upload", "/api") == nil)
        #expect(try match("/api/{id}", "/api/7") == ["id": "7"])
        #expect(try match("/api/{id}", "/api/") == nil)
        #expect(try match("/api/{id}", "/api/a%2Fb") == ["id": "a/b"], "a slash that is escaped divides nothing")
        #expect(try match("/f/{name+}", "/f/a/b.csv") == ["name": "a/b.csv"])
        #expect(try match("/f/{name+}", "/f/") == nil)
        #expect(try match("/api/Upload", "/api/upload") == nil)
        #expect(try match("/{a}/{b}", "/%E6%9D%B1/x") == ["a": "東", "b": "x"])
    }

    @Test(arguments: [
        ("", "must begin with a slash"), ("api", "must begin with a slash"), ("//a", "has an empty segment"),
        ("/a/", "has an empty segment"), ("/a b", "has the segment 'a b'"), ("/{a", "without its closing brace"),
        ("/{}", "its name has letters"), ("/{a}/{a}", "has the parameter a twice"), ("/{a+}/b", "before its end"),
        ("/{a.b}", "its name has letters"), ("/a%20", "has the segment"),
    ])
    func aTemplateThatIsNoneSaysWhy(text: String, reason: String) {
        #expect {
            try PathTemplate(text)
        } throws: {
            ($0 as? PathTemplate.Mistake)?.reason.contains(reason) == true
        }
    }

    @Test(arguments: [
        "", "api", "*", "?", "/%", "/%4", "/%zz", "/%FF", "/a%00b", "/a%0d%0aSet-Cookie:x", "/%1b[2J", "/%C2%85",
        "host:443",
    ])
    func aHostileTargetIsNone(target: String) {
        #expect(RequestTarget(target) == nil)
    }

    @Test func aTargetIsTakenApart() throws {
        let target = try #require(RequestTarget("/a%20b?x=1&y=2&x=%263&z&=5&w=a+b&bad=%zz#f"))
        #expect(target.path == "/a%20b" && target.segments == ["a b"] && target.query.hasSuffix("bad=%zz"))
        let parameters = target.parameters.map { "\($0.name)=\($0.value)" }
        #expect(parameters == ["x=1,&3", "y=2", "z=", "=5", "w=a b", "bad=%zz"])
        #expect(RequestTarget("http://other.example/p?q=1")?.path == "/p")
        #expect(RequestTarget("http://other.example")?.path == "/")
    }

    @Test func whatIsWrittenGoesBeforeAParameterAndThatBeforeTheRest() throws {
        func route(_ method: String, _ path: String) throws -> RouteDefinition {
            RouteDefinition(method: method, path: try PathTemplate(path), function: "f")
        }
        let table = RouteTable([
            try route("ANY", "/{all+}"), try route("GET", "/a/{id}"), try route("GET", "/a/b"),
            try route("POST", "/a/b"), try route("ANY", "/a/b"),
        ])
        func place(_ method: String, _ path: String) -> Int? {
            guard case .route(let place, _) = table.match(method, RequestTarget(path)?.segments ?? []) else {
                return nil
            }
            return place
        }
        #expect(place("GET", "/a/b") == 2)
        #expect(place("POST", "/a/b") == 3)
        #expect(place("PUT", "/a/b") == 4)
        #expect(place("GET", "/a/c") == 1)
        #expect(place("DELETE", "/a/c") == 0)
        let narrow = RouteTable([try route("PUT", "/a/{id}"), try route("GET", "/a/{id}")])
        guard case .wrongMethod(let allowed, let first) = narrow.match("POST", ["a", "1"]) else {
            Issue.record("another method is a wrong one")
            return
        }
        #expect(allowed == ["GET", "PUT"] && first == 0)
        guard case .none = narrow.match("GET", ["b"]) else {
            Issue.record("no route has the path")
            return
        }
    }
}
