/// How bad a log record says it is, in the order of the OpenTelemetry severity ranges
/// (https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber).
package enum Severity: UInt8, CaseIterable, Comparable, Hashable, Sendable, BitwiseCopyable {
    case trace, debug, info, warn, error, fatal

    package static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }

    /// The name in JSON output and queries: `trace debug info warn error fatal`.
    package var name: String {
        switch self {
        case .trace: "trace"
        case .debug: "debug"
        case .info: "info"
        case .warn: "warn"
        case .error: "error"
        case .fatal: "fatal"
        }
    }

    /// The severity with this name, whatever its case; nil for other words.
    package init?(name: some StringProtocol) {
        switch name.lowercased() {
        case "trace": self = .trace
        case "debug": self = .debug
        case "info": self = .info
        case "warn", "warning": self = .warn
        case "error", "err": self = .error
        case "fatal", "critical": self = .fatal
        default: return nil
        }
    }
}
