import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Pipeline

/// The body of a request did not come in time.
struct SlowClient: Error {}

/// Keeps a connection within its bounds: one too many is told so, a client that is slow with a request or with its answer is left, and what is
/// no request is answered as that. All of it happens on the connection's event loop.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let gateway: Gateway
    private let connections: ConnectionCount
    /// One too many.
    private var isSurplus = false
    /// Requests whose head has come and whose answer is not written.
    private var open = 0
    /// The newest of them is not whole yet.
    private var isReading = false
    /// Something of the next request has come.
    private var hasBegun = false
    /// It is answered and ends: what comes is thrown away.
    private var isLeaving = false
    /// Its last answer is being written; whatever still comes is nothing to answer.
    private var isEnding = false
    /// Its own place among the handlers, for what others tell it.
    private var context: ChannelHandlerContext?
    private var deadline: Scheduled<Void>?
    private var answering: Scheduled<Void>?

    init(_ gateway: Gateway, _ connections: ConnectionCount) {
        self.gateway = gateway
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isSurplus = !connections.begin()
        gateway.note { counts in
            if self.isSurplus { counts.connectionsRefused += 1 } else { counts.connections += 1 }
        }
        let chain = context.pipeline.syncOperations
        do {
            try chain.addHandler(FirstByte(self), position: .first)
            try chain.addHandler(EndOfConnection(), position: .before(chain.handler(type: HTTP1ToHTTPServerCodec.self)))
        } catch {
            context.close(promise: nil)
        }
        wait(context, gateway.limits.idleTime)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        connections.end()
        deadline?.cancel()
        answering?.cancel()
    }

    /// Bytes have come, whatever they are.
    fileprivate func bytesCame() {
        guard open == 0, !hasBegun, !isLeaving, let context else { return }
        hasBegun = true
        wait(context, isSurplus ? .seconds(1) : gateway.limits.headTime)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isLeaving { return }
        switch unwrapInboundIn(data) {
        case .head:
            if isSurplus { return refuse(context, 503, "there are too many connections", retryAfter: "1") }
            open += 1
            isReading = true
            hasBegun = true
            if open == 1 { wait(context, gateway.limits.bodyTime) }
        case .body: break
        case .end:
            isReading = false
            hasBegun = false
            if open == 0 {
                // The rest of a request that was answered before all of it had come.
                wait(context, gateway.limits.idleTime)
            } else if open == 1 {
                deadline?.cancel()
            }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        if case .head(let head) = part, head.headerFields[.connection] == "close" { isEnding = true }
        if case .head(let head) = part, head.status.kind != .informational, answering == nil {
            let limit = TimeAmount(gateway.limits.answerTime)
            answering = context.eventLoop.assumeIsolated().scheduleTask(in: limit) {
                self.gateway.note { $0.slow += 1 }
                context.close(promise: nil)
            }
        }
        guard case .end = part else { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            self.answering?.cancel()
            self.answering = nil
        }
        context.write(data, promise: written)
        open = max(0, open - 1)
        if open == 0 {
            wait(context, hasBegun ? gateway.limits.headTime : gateway.limits.idleTime)
        } else if isReading, open == 1 {
            wait(context, gateway.limits.bodyTime)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isLeaving { return }
        // A request that is under way, or one behind it that waits, gets its own answer; the connection is of no use after that.
        guard open == 0, !isEnding, !(error is IOError) else {
            context.fireErrorCaught(error)
            return
        }
        switch error as? HTTPParserError {
        case .headerOverflow: refuse(context, 431, "the headers are too large")
        case .invalidEOFState:
            // Nobody is there to be answered.
            gateway.note { $0.aborted += 1 }
            context.close(promise: nil)
        default: refuse(context, 400, "this is no request: \(error)")
        }
    }

    /// The clock of what is waited for: whatever it was before, this is it now.
    private func wait(_ context: ChannelHandlerContext, _ time: Duration) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            guard !self.isLeaving else { return }
            if self.open > 0 {
                // Of the request that is being served; it answers for itself.
                context.fireErrorCaught(SlowClient())
            } else if self.hasBegun, !self.isReading {
                self.gateway.note { $0.slow += 1 }
                self.refuse(context, 408, "the headers did not come in time")
            } else {
                context.close(promise: nil)
            }
        }
    }

    /// Answers what is no request, or not to be one, and ends the connection: its client may still be sending, so it is listened to for a
    /// moment, and nothing is kept.
    private func refuse(_ context: ChannelHandlerContext, _ status: Int, _ reason: String, retryAfter: String? = nil) {
        isLeaving = true
        deadline?.cancel()
        gateway.refuseConnection(status, reason, source: context.channel.remoteAddress?.ipAddress ?? "")
        let answer = GatewayAnswer.refusal(status)
        var fields = HTTPFields()
        fields[.contentType] = "application/json"
        fields[.contentLength] = String(answer.body.count)
        fields[.connection] = "close"
        fields[.retryAfter] = retryAfter
        let head = HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: fields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(gateway.limits.leftoverTime)) {
            context.close(promise: nil)
        }
    }
}

/// Says that something has come, before anybody can say what it is.
private final class FirstByte: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    private let guardian: ConnectionGuard
    init(_ guardian: ConnectionGuard) { self.guardian = guardian }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guardian.bytesCame()
        context.fireChannelRead(data)
    }
}

/// Writes into a request's head whether the connection ends with it: HTTP/1.0 does without saying so, and what is behind this does not see
/// the version.
private final class EndOfConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), !head.isKeepAlive else {
            context.fireChannelRead(data)
            return
        }
        head.headers.replaceOrAdd(name: "connection", value: "close")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }
}
