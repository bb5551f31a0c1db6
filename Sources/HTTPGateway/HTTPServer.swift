import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
package import Pipeline

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A gateway on a port: HTTP/1.1, without TLS.
package final class HTTPServer: Sendable {
    /// Why nothing listens.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// The port that it listens on.
    package let port: Int
    private let server: Server<HTTP1Channel>
    private let running: Task<Void, any Error>

    private init(port: Int, server: Server<HTTP1Channel>, running: Task<Void, any Error>) {
        self.port = port
        self.server = server
        self.running = running
    }

    /// Listens, from when it returns on.
    ///
    /// - Parameter port: 0: one that is free.
    /// - Throws: ``Failure``.
    package static func start(_ gateway: Gateway, host: String, port: Int) async throws -> HTTPServer {
        let limits = gateway.limits
        // Who listens tells through its own channels what there is to tell.
        let logger = Logger(label: "gateway") { _ in SwiftLogNoOpLogHandler() }
        let (bound, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let connections = ConnectionCount(limit: limits.connections)
        let channel = HTTP1Channel(
            responder: { request, writer, channel in
                try await HTTPExchange(gateway: gateway, channel: channel).respond(to: request, writer)
            },
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionGuard(gateway, connections)],
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: limits.headerBytes,
                    maxHeaderListSize: limits.headersBytes,
                    maxHeaderFieldCount: limits.headers
                )
            )
        )
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                // Those beyond the limit are told so; far beyond it they wait for somebody to take them.
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections + 128, logger: logger)
            ),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? port)
                continuation.finish()
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        let running = Task {
            defer { continuation.finish() }
            try await server.run()
        }
        for await port in bound { return HTTPServer(port: port, server: server, running: running) }
        do {
            try await running.value
            throw Failure(description: "the server ended before it listened")
        } catch let error as IOError {
            throw Failure(description: "\(host):\(port): \(words(error.errnoCode))")
        } catch let error as SocketAddressError {
            if case .unknown = error { throw Failure(description: "there is no address of the host \(host)") }
            throw Failure(description: "\(host):\(port): \(error)")
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(description: "\(host):\(port): \(error)")
        }
    }

    private static func words(_ code: Int32) -> String {
        switch code {
        case EADDRINUSE: "the port is in use; choose another, or 0 for one that is free"
        case EACCES: "the port may not be opened by this user; choose one above 1023"
        case EADDRNOTAVAIL: "no interface of this machine has the address"
        default: String(cString: strerror(code))
        }
    }

    /// Takes no more connections, lets the requests that are there end, at most for as long as `grace`, and returns when all is closed.
    package func stop(within grace: Duration) async {
        let deadline = Task { [running] in
            if (try? await Task.sleep(for: grace)) != nil { running.cancel() }
        }
        try? await server.shutdownGracefully()
        _ = try? await running.value
        deadline.cancel()
    }
}
