import EventModel
import JSONSchema
import Synchronization

/// HTTP into the pipeline, without the network: what listens asks ``admit(_:)`` about each request's head, reads the body of those
/// that are let in, and gets the answer.
package final class Gateway: Sendable {
    /// What becomes of a request whose head has come.
    package enum Admission: Sendable {
        /// It is answered already; its body is not to be read.
        case answer(GatewayAnswer)
        /// Its body is to be read.
        case read(GatewayTicket)
    }

    package let limits: GatewayLimits
    package let routes: [RouteDefinition]
    private struct State {
        var gate: RequestGate
        var counts = GatewayCounts()
    }
    private let pipeline: Pipeline
    private let rules: [BodyRule]
    private let state: Mutex<State>

    /// The gateway of a pipeline's routes.
    ///
    /// - Parameter keys: nil: no key is asked for.
    /// - Throws: ``DefinitionError`` where a schema is none.
    package init(_ pipeline: Pipeline, keys: APIKeys?, limits: GatewayLimits = GatewayLimits()) throws(DefinitionError)
    {
        let routes = pipeline.wiring.definition.routes
        var rules: [BodyRule] = []
        for route in routes {
            do throws(SchemaError) {
                rules.append(try BodyRule(route))
            } catch {
                throw DefinitionError("route \(route.key): \(error)")
            }
        }
        self.pipeline = pipeline
        self.limits = limits
        self.routes = routes
        self.rules = rules
        state = Mutex(State(gate: RequestGate(routes, rules: rules, keys: keys, limits: limits)))
    }

    package var counts: GatewayCounts { state.withLock { $0.counts } }

    /// Notes something that happened to a connection.
    package func note(_ change: (inout GatewayCounts) -> Void) { state.withLock { change(&$0.counts) } }

    /// Decides about a request from its head.
    package func admit(_ head: RequestHead) -> Admission {
        let now = pipeline.clock.now()
        let identity = RequestIdentity(head, ids: pipeline.settings.ids)
        let id = pipeline.settings.ids()
        let decision = state.withLock { state in
            let decision = state.gate.decide(head, inFlight: state.counts.inFlight, at: now)
            switch decision {
            case .enter(let entry): state.counts.begin(routes[entry.place].key)
            case .refuse(let refusal): state.counts.count(refusal.answer.status)
            case .preflight(let answer): state.counts.count(answer.status)
            }
            return decision
        }
        var access = GatewayAccess(id: id, head: head, identity: identity, received: now, ended: now)
        switch decision {
        case .enter(let entry):
            return .read(
                GatewayTicket(
                    id: id,
                    head: head,
                    identity: identity,
                    bodyLimit: routes[entry.place].bodyLimit,
                    target: entry.target,
                    parameters: entry.parameters,
                    place: entry.place,
                    keyName: entry.keyName,
                    received: now
                )
            )
        case .refuse(let refusal):
            access.route = refusal.place.map { routes[$0].key }
            access.keyName = refusal.keyName
            access.reason = refusal.reason
            return .answer(finish(refusal.answer, access, refusal.place))
        case .preflight(let answer): return .answer(finish(answer, access, nil))
        }
    }

    /// Answers a request whose body has come.
    package func answer(_ ticket: GatewayTicket, body: [UInt8]) async -> GatewayAnswer {
        let route = routes[ticket.place]
        var access = access(ticket)
        access.requestBytes = body.count
        if body.count > route.bodyLimit { return refuse(ticket, .refusal(413), "the body is too large") }
        if let answer = rules[ticket.place].mistakes(in: body, ticket.head) {
            return refuse(ticket, answer, "the body breaks the route's schema, or is no JSON", bytes: body.count)
        }
        pipeline.telemetry.write(TelemetryLines(start: access))
        let event = GatewayEvent(
            routeKey: route.key,
            requestID: ticket.id,
            head: ticket.head,
            target: ticket.target,
            parameters: ticket.parameters,
            body: body,
            time: ticket.received,
            identity: ticket.identity
        )
        let outcome = await pipeline.request(
            route,
            event.payload,
            correlationID: ticket.identity.correlationID,
            cause: ticket.id
        )
        let (answer, error) = GatewayAnswer.answer(outcome)
        access.error = error
        return end(ticket, answer, access)
    }

    /// Refuses a request that was let in, and whose body then was too large, too slow or broken: 413, 408, 400.
    package func refuse(_ ticket: GatewayTicket, _ status: Int, _ reason: String) -> GatewayAnswer {
        refuse(ticket, .refusal(status, closes: true), reason)
    }

    /// Ends a request whose client went away.
    package func abort(_ ticket: GatewayTicket) {
        var access = access(ticket)
        access.reason = "the client went away"
        access.ended = pipeline.clock.now()
        note { counts in
            counts.inFlight -= 1
            counts.aborted += 1
        }
        pipeline.telemetry.write(TelemetryLines(end: access, status: nil))
    }

    /// Counts what was refused before it was a request: 400, 408, 431, 503.
    package func refuseConnection(_ status: Int, _ reason: String, source: String) {
        let now = pipeline.clock.now()
        let head = RequestHead(method: "", target: "", headers: [], source: source)
        let identity = RequestIdentity(head, ids: pipeline.settings.ids)
        var access = GatewayAccess(
            id: pipeline.settings.ids(),
            head: head,
            identity: identity,
            received: now,
            ended: now
        )
        access.reason = reason
        note { $0.count(status) }
        pipeline.telemetry.write(TelemetryLines(end: access, status: status))
    }

    private func access(_ ticket: GatewayTicket) -> GatewayAccess {
        var access = GatewayAccess(
            id: ticket.id,
            head: ticket.head,
            identity: ticket.identity,
            received: ticket.received,
            ended: ticket.received
        )
        access.route = routes[ticket.place].key
        access.keyName = ticket.keyName
        return access
    }

    private func refuse(_ ticket: GatewayTicket, _ answer: GatewayAnswer, _ reason: String, bytes: Int? = nil)
        -> GatewayAnswer
    {
        var access = access(ticket)
        access.reason = reason
        access.requestBytes = bytes
        return end(ticket, answer, access)
    }

    private func end(_ ticket: GatewayTicket, _ answer: GatewayAnswer, _ access: GatewayAccess) -> GatewayAnswer {
        note { counts in
            counts.inFlight -= 1
            counts.count(answer.status)
        }
        var access = access
        access.ended = pipeline.clock.now()
        return finish(answer, access, ticket.place)
    }

    /// Adds what every answer says, and writes the line.
    private func finish(_ answer: GatewayAnswer, _ access: GatewayAccess, _ place: Int?) -> GatewayAnswer {
        var answer = answer
        let crossOrigin = state.withLock { $0.gate.crossOrigin(access.head, place) }
        if !crossOrigin.isEmpty { answer.headers.removeAll { $0.name.hasPrefix("access-control-") } }
        answer.headers += crossOrigin
        answer.headers.append(RequestHead.Header("x-correlation-id", access.identity.correlationID))
        answer.headers.append(RequestHead.Header("traceparent", access.identity.traceparent))
        answer.headers.append(RequestHead.Header("apigw-requestid", access.id))
        var access = access
        access.answerBytes = answer.body.count
        pipeline.telemetry.write(TelemetryLines(end: access, status: answer.status))
        return answer
    }
}
