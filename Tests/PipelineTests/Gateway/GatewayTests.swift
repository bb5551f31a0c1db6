import EventModel
import Testing

@testable import Pipeline

@Suite("The gateway on the engine")
struct GatewayTests {
    private static let key = "abcdefghijklmnop1234"

    /// A gateway with one function and two routes to it.
    private struct Door {
        let bench: TestBench
        let gateway: Gateway

        init(
            keys: APIKeys? = nil,
            limits: GatewayLimits = GatewayLimits(),
            _ adjust: (inout RouteDefinition, inout FunctionDefinition) -> Void = { _, _ in },
            _ handler: @escaping FunctionDefinition.Handler
        ) throws {
            var function = FunctionDefinition(name: "f", service: "s", handler: handler)
            var route = RouteDefinition(
                method: "POST",
                path: try PathTemplate("/api/{id}"),
                function: "f",
                flow: "web",
                contentTypes: ["application/json"],
                schema: ["type": "object", "required": ["n"], "properties": ["n": ["type": "integer"]]],
                bodyLimit: 100,
                cors: CORSPolicy(allowOrigins: ["https://app.example"])
            )
            adjust(&route, &function)
            var open = route
            open.method = "GET"
            open.requiresAPIKey = false
            open.schema = nil
            open.contentTypes = []
            var definition = PipelineDefinition()
            definition.functions = [function]
            definition.buckets = [BucketDefinition(name: "b")]
            definition.routes = [route, open]
            bench = try TestBench(definition)
            gateway = try Gateway(bench.pipeline, keys: keys, limits: limits)
        }

        func send(
            _ method: String = "POST",
            _ target: String = "/api/7",
            _ headers: [(String, String)] = [("content-type", "application/json")],
            body: String = #"{"n":1}"#
        ) async -> GatewayAnswer {
            var all = headers.map { RequestHead.Header($0.0, $0.1) }
            if !body.isEmpty { all.append(RequestHead.Header("content-length", "\(body.utf8.count)")) }
            switch gateway.admit(RequestHead(method: method, target: target, headers: all)) {
            case .answer(let answer): return answer
            case .read(let ticket): return await gateway.answer(ticket, body: Array(body.utf8))
            }
        }
    }

    private func said(_ answer: GatewayAnswer, _ name: String) -> String? {
        answer.headers.first { $0.name == name }?.value
    }

    @Test func whatAFunctionDoesForARequestIsItsFlow() async throws {
        let door = try Door { payload, context in
            try await context.put([1], key: "k", in: "b")
            return ["statusCode": 202, "body": payload["pathParameters"]?["id"] ?? .null]
        }
        let answer = await door.send(
            "POST",
            "/api/7",
            [("content-type", "application/json"), ("X-Correlation-ID", "c-1"), ("Origin", "https://app.example")]
        )
        #expect(answer.status == 202 && answer.body == Array("7".utf8))
        #expect(said(answer, "x-correlation-id") == "c-1" && said(answer, "traceparent") != nil)
        #expect(said(answer, "access-control-allow-origin") == "https://app.example")
        let flows = try await door.bench.pipeline.accounts().flows
        #expect(flows.map(\.name) == ["web"] && flows.first?.started == 1)
        let lines = try door.bench.lines().filter { $0["correlation_id"] == "c-1" && $0["hop"] != nil }
        let request = try #require(lines.first?["event_id"])
        #expect(lines.map { $0["message"]?.string } == ["START", "START", "event published", "END", "POST /api/7 202"])
        #expect(lines[1]["causation_id"] == request && lines[1]["resource"] == "f")
        #expect(lines[4]["event_id"] == request && lines[4]["status"] == 202 && lines[4]["service_name"] == "gateway")
        #expect(door.gateway.counts.byStatus == [202: 1] && door.gateway.counts.byRoute == ["POST /api/{id}": 1])
    }

    @Test func eachRefusalHasItsStatusIsCountedAndReachesNoFunction() async throws {
        let calls = Counter()
        let door = try Door(keys: try APIKeys("shop:\(Self.key)")) { _, _ in
            calls.increase()
            return .null
        }
        let json = ("content-type", "application/json")
        let key = ("x-api-key", Self.key)
        let long = #"{"n":1,"x":""# + String(repeating: "x", count: 100) + #""}"#
        let requests: [(Int, String, String, [(String, String)], String)] = [
            (400, "POST", "/api/%zz", [json, key], #"{"n":1}"#), (404, "POST", "/nope", [json, key], #"{"n":1}"#),
            (405, "DELETE", "/api/7", [json, key], ""), (403, "POST", "/api/7", [json], #"{"n":1}"#),
            (403, "POST", "/api/7", [json, ("x-api-key", "wrong-wrong-wrong-1")], #"{"n":1}"#),
            (403, "POST", "/api/7", [json, key, key], #"{"n":1}"#),
            (415, "POST", "/api/7", [("content-type", "text/plain"), key], #"{"n":1}"#),
            (415, "POST", "/api/7", [key], #"{"n":1}"#),
            (415, "POST", "/api/7", [json, key, ("content-encoding", "gzip")], #"{"n":1}"#),
            (413, "POST", "/api/7", [json, key], long), (400, "POST", "/api/7", [json, key], #"{"n":"#),
            (400, "POST", "/api/7", [json, key], #"{"n":"x"}"#), (400, "POST", "/api/7", [json, key], ""),
            (400, "POST", "/api/7", [json, key], String(repeating: "[", count: 100)),
        ]
        for (status, method, target, headers, body) in requests {
            let answer = await door.send(method, target, headers, body: body)
            #expect(answer.status == status, "\(method) \(target) \(body)")
            #expect(said(answer, "x-correlation-id") != nil)
        }
        #expect(calls.count == 0)
        #expect(door.gateway.counts.byStatus == [400: 5, 403: 3, 404: 1, 405: 1, 413: 1, 415: 3])
        #expect(door.gateway.counts.inFlight == 0)
        let lines = try door.bench.lines().filter { $0["service_name"] == "gateway" }
        #expect(lines.count == requests.count && lines.allSatisfy { $0["severity"] == "WARN" && $0["error"] != nil })
        #expect(!lines.contains { $0.description.contains(Self.key) || $0.description.contains("wrong-wrong") })
        let allowed = await door.send("DELETE", "/api/7", [], body: "")
        #expect(said(allowed, "allow") == "GET, POST")
        let mistakes = try JSON(parsing: await door.send("POST", "/api/7", [json, key], body: #"{"n":"x"}"#).body)
        #expect(mistakes["errors"] == [["path": "/n", "message": "must be an integer, not \"x\""]])
        #expect(await door.send("GET", "/api/7", [], body: "").status == 200, "a route that is open asks for no key")
        #expect(calls.count == 1)
    }

    @Test func aFunctionThatFailsIsABadGateway() async throws {
        let door = try Door { _, _ in throw ErrorInfo(type: "Broken", message: "the password is x") }
        let answer = await door.send()
        #expect(answer.status == 502 && answer.body == Array(#"{"message":"Bad Gateway"}"#.utf8))
        let end = try #require(try door.bench.lines().last { $0["service_name"] == "gateway" })
        #expect(end["error"]?["type"] == "Broken" && end["severity"] == "ERROR" && end["status"] == 502)
    }

    /// Sends a request whose function never ends, and moves the clock until it is answered.
    private func stuck(_ door: Door) async -> GatewayAnswer {
        async let answer = door.send()
        while door.bench.clock.sleepers == 0 { await Task.yield() }
        while door.gateway.counts.inFlight > 0 {
            if let next = door.bench.clock.nextDeadline { door.bench.clock.advance(to: next) }
            await Task.yield()
        }
        return await answer
    }

    private static let endless: FunctionDefinition.Handler = { _, context in
        try await context.sleep(.seconds(1_000))
        return .null
    }

    @Test func aFunctionThatRunsIntoItsTimeoutIsAGatewayTimeout() async throws {
        let door = try Door({ _, function in function.timeout = .seconds(2) }, Self.endless)
        let start = door.bench.clock.now()
        #expect(await stuck(door).status == 504)
        #expect(door.bench.clock.now() - start == .seconds(2))
    }

    @Test func aRouteWaitsNoLongerThanItSays() async throws {
        let door = try Door(
            { route, function in
                route.timeout = .milliseconds(500)
                function.timeout = .seconds(60)
            },
            Self.endless
        )
        let start = door.bench.clock.now()
        #expect(await stuck(door).status == 504)
        #expect(door.bench.clock.now() - start == .milliseconds(500))
    }

    @Test func aFunctionWithoutAPlaceIsUnavailable() async throws {
        let door = try Door({ _, function in function.concurrency = 0 }) { _, _ in .null }
        let answer = await door.send()
        #expect(answer.status == 503 && said(answer, "retry-after") == "1")
    }

    @Test func beyondTheRateRequestsAreToldWhenToComeAgain() async throws {
        let door = try Door({ route, _ in route.throttle = ThrottleRate(rate: 0.5, burst: 2) }) { _, _ in .null }
        for status in [200, 200, 429] { #expect(await door.send().status == status) }
        #expect(said(await door.send(), "retry-after") == "2")
        door.bench.clock.advance(by: .seconds(2))
        #expect(await door.send().status == 200)
    }

    @Test func moreThanMayBeInFlightAreTurnedAway() async throws {
        var limits = GatewayLimits()
        limits.requests = 1
        let door = try Door(limits: limits) { _, _ in .null }
        let head = RequestHead(method: "GET", target: "/api/7", headers: [])
        guard case .read(let ticket) = door.gateway.admit(head) else {
            Issue.record("there is room for one")
            return
        }
        guard case .answer(let second) = door.gateway.admit(head) else {
            Issue.record("there is none for two")
            return
        }
        #expect(second.status == 503 && said(second, "retry-after") == "1")
        #expect(await door.gateway.answer(ticket, body: []).status == 200)
        #expect(await door.send("GET", "/api/7", [], body: "").status == 200)
        door.gateway.abort(
            {
                guard case .read(let ticket) = door.gateway.admit(head) else { fatalError("there is room again") }
                return ticket
            }()
        )
        #expect(door.gateway.counts.inFlight == 0 && door.gateway.counts.aborted == 1)
        #expect(door.gateway.counts.mostInFlight == 1)
    }

    @Test func aRequestThatIsTooLargeAsAnEventIsTooLarge() async throws {
        let door = try Door({ route, _ in
            route.bodyLimit = RouteDefinition.payloadLimit
            route.schema = nil
            route.contentTypes = []
        }) { _, _ in .null }
        let body = String(repeating: "\u{1}", count: 2 << 20)
        #expect(await door.send("POST", "/api/7", [("content-type", "text/plain")], body: body).status == 413)
    }

    @Test func aPreflightIsAnsweredWithoutAKey() async throws {
        let door = try Door(keys: try APIKeys(Self.key)) { _, _ in .null }
        let ask = [("origin", "https://app.example"), ("access-control-request-method", "POST")]
        let answer = await door.send("OPTIONS", "/api/7", ask, body: "")
        #expect(answer.status == 204 && said(answer, "access-control-allow-methods") == "GET,POST")
        #expect(await door.send("OPTIONS", "/api/7", [], body: "").status == 405)
        #expect(await door.send("OPTIONS", "/nope", ask, body: "").status == 404)
    }

    @Test func routesThatCanNotBeAreRefused() throws {
        func refused(_ routes: [RouteDefinition]) -> Bool {
            var definition = PipelineDefinition()
            definition.functions = [FunctionDefinition(name: "f", service: "s") { _, _ in .null }]
            definition.routes = routes
            do {
                try definition.validate()
                return false
            } catch { return true }
        }
        let route = RouteDefinition(method: "GET", path: try PathTemplate("/a/{x}"), function: "f")
        #expect(!refused([route]))
        var other = route
        other.path = try PathTemplate("/a/{y}")
        #expect(refused([route, other]), "two that match the same")
        for change: (inout RouteDefinition) -> Void in [
            { $0.function = "g" }, { $0.method = "get" }, { $0.bodyLimit = 7 << 20 }, { $0.timeout = .seconds(31) },
            { $0.schema = ["type": "nothing"] }, { $0.contentTypes = ["x"] },
            { $0.throttle = ThrottleRate(rate: -1, burst: 1) },
        ] {
            var broken = route
            change(&broken)
            #expect(refused([broken]))
        }
    }
}
