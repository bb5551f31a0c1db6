import EventModel
import Flows
import HTTPGateway
import Pipeline
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A gateway that listens for a pipeline.
struct OpenGateway: Sendable {
    private let gateway: Gateway
    private let server: HTTPServer
    /// `127.0.0.1:8080`.
    let address: String

    /// How long requests that are under way may take when it is closed.
    private static let grace = Duration.seconds(10)

    /// Listens, and says on standard error where.
    ///
    /// - Throws: ``Failure`` where it cannot listen, or where there is nothing to answer.
    init(_ settings: GatewaySettings, _ pipeline: Pipeline) async throws {
        var limits = GatewayLimits()
        // Half of what the process may open is for what connections lead to. A server that runs out of them takes no more.
        limits.connections = min(limits.connections, Self.openFiles(atMost: 4_096) / 2)
        do {
            gateway = try Gateway(pipeline, keys: settings.keys, limits: limits)
        } catch {
            throw Failure.badInput(visible(error.description))
        }
        guard !gateway.routes.isEmpty else {
            throw Failure.badInput(
                "--gateway: none of the flows has a route; run one that has (--flows uploadapi), or add routes to the flow file"
            )
        }
        do {
            server = try await HTTPServer.start(gateway, host: settings.host, port: settings.port)
        } catch let error as HTTPServer.Failure {
            throw Failure.badInput("--gateway: \(visible(error.description))")
        }
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        address = "\(host):\(server.port)"
        let routes = gateway.routes.map(\.key).joined(separator: ", ")
        let keys =
            settings.keys.map { "\($0.count) API key\($0.count == 1 ? "" : "s")" }
            ?? "no API keys: every program on this machine may call"
        Output.complain(visible("gateway: http://\(address) answers \(routes) (\(keys))"))
    }

    /// How many files the process may open, raised as far as it may raise it itself.
    private static func openFiles(atMost wanted: rlim_t) -> Int {
        var limit = rlimit()
        guard getrlimit(Self.files, &limit) == 0 else { return 512 }
        if limit.rlim_cur < wanted, limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = min(wanted, limit.rlim_max)
            _ = setrlimit(Self.files, &limit)
            _ = getrlimit(Self.files, &limit)
        }
        return Int(min(limit.rlim_cur, wanted))
    }

    #if canImport(Glibc)
        private static var files: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    #else
        private static var files: Int32 { RLIMIT_NOFILE }
    #endif

    /// Takes nothing more, lets what is under way end, and answers what there was.
    func close() async -> GatewayReport {
        await server.stop(within: Self.grace)
        return report
    }

    var report: GatewayReport { GatewayReport(address: address, counts: gateway.counts) }
}
