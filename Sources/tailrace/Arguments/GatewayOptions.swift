import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `--gateway`, `--gateway-host`, `--api-keys`.
struct GatewayOptions: ParsableArguments {
    @Option(
        name: .customLong("gateway"),
        help: ArgumentHelp("Answer HTTP requests on this port, by the flows' routes; 0 picks one.", valueName: "port")
    )
    var port: Int?
    @Option(
        name: .customLong("gateway-host"),
        help: ArgumentHelp(
            "The address to listen on (default: 127.0.0.1); one that others reach needs API keys.",
            valueName: "host"
        )
    )
    var host: String?
    @Option(
        name: .customLong("api-keys"),
        help: ArgumentHelp(
            "A file with the keys that requests carry in x-api-key, one a line, KEY or NAME:KEY, that only you may read "
                + "(the environment's TAILRACE_API_KEYS has them by commas).",
            valueName: "file"
        )
    )
    var keyFile: String?

    func validate() throws {
        guard let port else {
            if host != nil { throw ValidationError("--gateway-host goes with --gateway PORT") }
            if keyFile != nil { throw ValidationError("--api-keys goes with --gateway PORT") }
            return
        }
        if !(0...65_535).contains(port) { throw ValidationError("--gateway takes a port from 0 to 65535") }
    }

    /// Where to listen, and with which keys; nil where no port is given.
    func settings() throws -> GatewaySettings? {
        guard let port else { return nil }
        let host = host ?? "127.0.0.1"
        let keys = try keys()
        if keys == nil, !Self.isLoopback(host) {
            throw Failure.badInput(
                "--gateway-host \(visible(host)) is an address that others reach: give API keys, by --api-keys FILE or in TAILRACE_API_KEYS"
            )
        }
        return GatewaySettings(host: host, port: port, keys: keys)
    }

    private func keys() throws -> APIKeys? {
        do {
            if let keyFile { return try APIKeys(file: keyFile) }
        } catch {
            throw Failure.badInput("--api-keys \(visible("\(error)"))")
        }
        guard let text = getenv("TAILRACE_API_KEYS").map({ String(cString: $0) }), !text.isEmpty else { return nil }
        do {
            return try APIKeys(text, separators: [UInt8(ascii: ","), 0x20])
        } catch {
            throw Failure.badInput("TAILRACE_API_KEYS: \(visible("\(error)"))")
        }
    }

    /// Whether only this machine reaches an address (https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3).
    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// Where a gateway listens.
struct GatewaySettings: Sendable {
    var host: String
    /// 0: one that is free.
    var port: Int
    /// Nil: none are asked for.
    var keys: APIKeys?
}
