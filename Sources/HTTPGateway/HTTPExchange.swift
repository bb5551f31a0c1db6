import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import Pipeline

/// One request on a connection, from its head to its answer.
struct HTTPExchange {
    let gateway: Gateway
    let channel: any Channel

    private static let smallBody = 64 << 10

    /// Thrown where the connection has ended: nothing more is to be read from it.
    private struct Closed: Error {}

    func respond(to request: Request, _ writer: consuming ResponseWriter) async throws {
        let head = RequestHead(request.head, source: channel.remoteAddress)
        let endsAnyway = request.headers[.connection] == "close"
        var body = request.body.makeAsyncIterator()
        let answer: GatewayAnswer
        switch gateway.admit(head) {
        case .answer(let refusal):
            // A small body is read and thrown away, and the connection goes on; but whoever has asked whether to send one may not
            // send it now (https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1).
            let isSmall = (head.contentLength ?? .max) <= Self.smallBody && head.values("expect").isEmpty
            let ends = head.hasBody && !isSmall
            try await write(refusal, to: head, ends: endsAnyway || ends, writer)
            if ends { try await leave(&body) }
            return
        case .read(let ticket):
            if head.hasBody, head.value("expect")?.lowercased() == "100-continue" {
                do {
                    try await writer.writeInformationalHead(HTTPResponse(status: .continue))
                } catch {
                    gateway.abort(ticket)
                    throw error
                }
            }
            switch await read(&body, head, limit: ticket.bodyLimit) {
            case .body(let bytes): answer = await gateway.answer(ticket, body: bytes)
            case .tooLarge: answer = gateway.refuse(ticket, 413, "the body is larger than \(ticket.bodyLimit) bytes")
            case .tooSlow: answer = gateway.refuse(ticket, 408, "the body did not come in time")
            case .broken: answer = gateway.refuse(ticket, 400, "the body is not sent as its headers say")
            case .gone:
                gateway.abort(ticket)
                throw Closed()
            }
        }
        try await write(answer, to: head, ends: endsAnyway || answer.closes, writer)
        if answer.closes { try await leave(&body) }
    }

    private enum Reading {
        case body([UInt8])
        case tooLarge, tooSlow, broken, gone
    }

    /// Reads a body up to the limit, and no further.
    private func read(_ body: inout RequestBody.AsyncIterator, _ head: RequestHead, limit: Int) async -> Reading {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(head.contentLength ?? 0, limit))
        do {
            while let part = try await body.next() {
                if bytes.count + part.readableBytes > limit { return .tooLarge }
                bytes.append(contentsOf: part.readableBytesView)
            }
        } catch is SlowClient {
            return .tooSlow
        } catch let error as HTTPParserError where error != .invalidEOFState {
            return .broken
        } catch {
            return .gone
        }
        // The end of the connection looks like the end of the body, but for its length.
        if let length = head.contentLength, length != bytes.count { return .gone }
        return .body(bytes)
    }

    private func write(_ answer: GatewayAnswer, to head: RequestHead, ends: Bool, _ writer: consuming ResponseWriter)
        async throws
    {
        var fields = HTTPFields()
        fields.reserveCapacity(answer.headers.count + 2)
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        if answer.status != 204, answer.status != 304 { fields[.contentLength] = String(answer.body.count) }
        if ends { fields[.connection] = "close" }
        let response = HTTPResponse(status: HTTPResponse.Status(code: answer.status), headerFields: fields)
        if answer.body.isEmpty || head.method == "HEAD" {
            try await writer.writeResponse(response)
        } else {
            try await writer.write(response: response, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        }
    }

    /// Ends the connection of a request that was refused before all of it was read. A client that still sends would not come to read the
    /// answer if it ended at once (https://www.rfc-editor.org/rfc/rfc9112#section-9.6): what it sends is thrown away for a moment.
    private func leave(_ body: inout RequestBody.AsyncIterator) async throws {
        let limits = gateway.limits
        let (seconds, attoseconds) = limits.leftoverTime.components
        let time = TimeAmount.nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        let end = channel.eventLoop.scheduleTask(in: time) { [channel] in channel.close(promise: nil) }
        defer { end.cancel() }
        var left = limits.leftoverBytes
        while left > 0, let part = try? await body.next() { left -= part.readableBytes }
        channel.close(promise: nil)
        throw Closed()
    }
}

extension RequestHead {
    init(_ request: HTTPRequest, source: SocketAddress?) {
        var headers = request.headerFields.map { Header($0.name.canonicalName, $0.value) }
        let authority = request.authority ?? ""
        if !authority.isEmpty { headers.insert(Header("host", authority), at: 0) }
        // Without the port, of an address in brackets too.
        let host: Substring =
            if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
                authority[...end]
            } else {
                authority.prefix { $0 != ":" }
            }
        self.init(
            method: request.method.rawValue,
            target: request.path ?? "",
            headers: headers,
            source: source?.ipAddress ?? "",
            host: String(host)
        )
    }
}
