import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("Routes in flow files")
struct FlowRoutePartTests {
    private func read(_ text: String) throws -> FlowFile {
        let head = "flow: web\nfunctions:\n  - {FunctionName: f, Handler: h}\n"
        let surroundings = FlowSurroundings(
            handlers: ["h": FlowSurroundings.Handler(service: "s", handler: { _, _ in .null })],
            folder: "/"
        ) { path in path == "schema.json" ? Array(#"{"type":"object"}"#.utf8) : nil }
        return try FlowFile(Array((head + text).utf8), name: "web.yaml", surroundings)
    }

    @Test func aRouteSaysWhatItAsks() throws {
        let file = try read(
            """
            gateway:
              Throttle: {RateLimit: 50, BurstLimit: 80}
              KeyThrottle: {RateLimit: 0.5}
              CorsConfiguration: {AllowOrigins: "https://app.example", AllowMethods: [GET], MaxAge: 10m}
            routes:
              - {Method: POST, Path: "/a/{id}", Function: f, Schema: schema.json, MaximumBodySize: 64KB, TimeoutInMillis: 2500}
              - {Method: GET, Path: "/a/{id}", Function: f, ApiKeyRequired: false, Throttle: {RateLimit: 1, BurstLimit: 2}}
            """
        )
        let (post, get) = (file.definition.routes[0], file.definition.routes[1])
        #expect(post.key == "POST /a/{id}" && post.function == "f" && post.flow == "web" && post.requiresAPIKey)
        #expect(post.throttle == ThrottleRate(rate: 50, burst: 80))
        #expect(post.keyThrottle == ThrottleRate(rate: 0.5, burst: 1), "a second's worth, and one at least")
        #expect(post.bodyLimit == 65_536 && post.timeout == .milliseconds(2_500) && post.schema == ["type": "object"])
        #expect(post.cors?.maxAge == .seconds(600) && post.cors?.allowOrigins == ["https://app.example"])
        #expect(!get.requiresAPIKey && get.throttle == ThrottleRate(rate: 1, burst: 2) && get.schema == nil)
        let drawn = FlowDrawing(file).lines(isASCII: true).joined(separator: "\n")
        #expect(drawn.contains("POST /a/{id} -> function f") && drawn.contains("API key") && drawn.contains("open"))
        #expect(!drawn.contains("invoked by nothing"))
        #expect(file.json["routes"]?.array?.count == 2 && file.json["routes"]?.array?[0]["path"] == "/a/{id}")
        #expect(
            FlowGraph([file]).text { $0 }.contains("\"gateway/gateway\" -> \"function/f\" [label=\"POST /a/{id}\"]")
        )
    }

    @Test(arguments: [
        ("routes:\n  - {Path: /a, Function: f}", "5:5: routes[0]: has no Method"),
        ("routes:\n  - {Method: GTE, Path: /a, Function: f}", "routes[0].Method: must be one of"),
        ("routes:\n  - {Method: GET, Path: a, Function: f}", "routes[0].Path: must begin with a slash"),
        ("routes:\n  - {Method: GET, Path: /a, Function: g}", "routes[0].Function: there is no function 'g'"),
        ("routes:\n  - {Method: GET, Path: /a, Function: f, ApiKey: x}", "routes[0].ApiKey: no such member"),
        (
            "routes:\n  - {Method: GET, Path: /a, Function: f, MaximumBodySize: 7MB}",
            "routes[0].MaximumBodySize: must be"
        ),
        (
            "routes:\n  - {Method: GET, Path: /a, Function: f, TimeoutInMillis: 60000}",
            "routes[0].TimeoutInMillis: is 60000"
        ),
        (
            "routes:\n  - {Method: GET, Path: /a, Function: f, ContentTypes: [csv]}",
            "routes[0].ContentTypes[0]: must be a media"
        ),
        ("routes:\n  - {Method: GET, Path: /a, Function: f, Schema: {type: thing}}", "routes[0].Schema: schema #/type"),
        ("routes:\n  - {Method: GET, Path: /a, Function: f, Schema: no.json}", "routes[0].Schema: there is no file"),
        (
            "routes:\n  - {Method: GET, Path: /a, Function: f, Throttle: {BurstLimit: 2}}",
            "routes[0].Throttle: has no RateLimit"
        ),
        (
            "routes:\n  - {Method: GET, Path: /a, Function: f, Throttle: {RateLimit: -2}}",
            "routes[0].Throttle.RateLimit: must"
        ),
        (
            "routes:\n  - {Method: GET, Path: \"/{a}\", Function: f}\n  - {Method: GET, Path: \"/{b}\", Function: f}",
            "6:5: routes[1]: route GET /{b} is defined twice"
        ),
        ("gateway: {CorsConfiguration: {AllowMethods: [GET]}}", "gateway.CorsConfiguration: has no AllowOrigins"),
        (
            "gateway: {CorsConfiguration: {AllowOrigins: [example.com]}}",
            "gateway.CorsConfiguration.AllowOrigins[0]: must be an origin"
        ),
        (
            "gateway: {CorsConfiguration: {AllowOrigins: \"*\", AllowCredentials: true}}",
            "AllowCredentials: does not go with the origin *"
        ),
        ("gateway: {ApiKeys: [abc]}", "gateway.ApiKeys: no such member"),
    ])
    func aMistakeIsNamedByItsPath(text: String, mistake: String) {
        #expect {
            try read(text)
        } throws: {
            let said = ($0 as? FlowMistakes)?.mistakes.map(\.description) ?? []
            return said.contains { $0.contains(mistake) }
        }
    }
}
