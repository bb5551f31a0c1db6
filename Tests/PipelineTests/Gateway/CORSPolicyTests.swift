import Testing

@testable import Pipeline

@Suite("Pages of other origins")
struct CORSPolicyTests {
    private let policy = CORSPolicy(
        allowOrigins: ["https://app.example", "https://*.shop.example"],
        allowHeaders: ["content-type"],
        exposeHeaders: ["location"],
        maxAge: .seconds(600)
    )

    @Test(arguments: [
        ("https://app.example", true), ("HTTPS://APP.example", true), ("https://a.shop.example", true),
        ("https://a.b.shop.example", true), ("https://shop.example", false), ("https://.shop.example", false),
        ("https://evil.example/.shop.example", false), ("https://evil.example#.shop.example", false),
        ("https://app.example.evil", false), ("http://app.example", false), ("null", false), ("", false), ("*", false),
        ("https://app.example\r\nx: y", false),
    ])
    func onlyWhatIsAllowedComesBack(origin: String, isAllowed: Bool) {
        #expect((policy.allowed(origin) == origin) == isAllowed)
        let said = policy.headers(for: origin)
        #expect(said.contains { $0.name == "access-control-allow-origin" } == isAllowed)
        #expect(said.contains { $0.name == "vary" }, "what a cache keeps is for one origin")
    }

    @Test func aStarIsForEverybodyButNotWithCredentials() {
        var any = CORSPolicy(allowOrigins: ["*"])
        #expect(any.allowed("https://x.example") == "*")
        any.allowsCredentials = true
        #expect(any.allowed("https://x.example") != "*")
    }

    @Test func aPreflightSaysWhatIsAllowed() {
        let answer = policy.preflight(origin: "https://app.example", method: "PUT", routeMethods: ["GET", "PUT"])
        let said = Dictionary(uniqueKeysWithValues: answer.headers.map { ($0.name, $0.value) })
        #expect(answer.status == 204 && said["access-control-allow-methods"] == "GET,PUT")
        #expect(said["access-control-allow-headers"] == "content-type" && said["access-control-max-age"] == "600")
        let refused = policy.preflight(origin: "https://evil.example", method: "PUT", routeMethods: ["PUT"])
        #expect(refused.headers.map(\.name) == ["vary"])
    }
}
