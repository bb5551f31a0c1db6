import EventModel
import Pipeline

extension Flow {
    /// Logs: a log file is packed and archived by its date; what was archived is searched for critical errors, which a table keeps.
    /// Wired in `Resources/Flows/logs.yaml`.
    static func logs(_ settings: FlowSettings) -> Flow {
        bundled(.logs, settings) { index, fate, random in
            let token = SandboxToken.planned(fate, &random)
            let day = random.whole(1...28)
            var text = "# archive \(token)\n"
            for line in 0..<random.whole(20...60) {
                let level = random.pick(["INFO", "INFO", "INFO", "WARN", "ERROR", "CRITICAL"])
                let second = "\(line / 10)\(line % 10)"
                text +=
                    "2026-11-\(day < 10 ? "0" : "")\(day)T08:00:\(second)Z \(level) worker-\(random.whole(1...9)) \(random.hex(8))\n"
            }
            return .object(
                bytes: Array(text.utf8),
                key: "logs/app-\(index + 1)-\(random.hex(6)).log",
                bucket: "app-logs"
            )
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `logs`.
    static func logsHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let archiver = LogArchiver(service: Service(name: "log-archiver", settings: settings))
        let scanner = LogScanner(service: Service(name: "log-scanner", settings: settings))
        return [
            "log-archive": archiver.service.handler(archiver.handle),
            "log-scan": scanner.service.handler(scanner.handle),
        ]
    }
}
