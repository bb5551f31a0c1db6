import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace executions list`.
struct ExecutionsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Executions, the latest first.")
    @Argument(help: "Only those of this state machine.") var machine: String?
    @Option(name: .long, help: "Only with this status: RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED.")
    var status: String?
    @Option(name: .short, help: "At most this many.") var n = 100
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if n < 1 { throw ValidationError("-n takes a number from 1") }
        let known = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
        if let status, !known.contains(status) {
            throw ValidationError("--status takes one of \(known.joined(separator: ", "))")
        }
    }

    func run() async throws {
        let desk = try Desk(data).desk.executions
        let machines = try await desk.machines().map(\.name)
        if let machine, !machines.contains(machine) {
            let known = machines.isEmpty ? "the pipeline has none" : "known: " + machines.joined(separator: ", ")
            throw Failure.badInput("no state machine is named \(visible(machine)) (\(visible(known)))")
        }
        var found: [ExecutionSummary] = []
        for name in machine.map({ [$0] }) ?? machines {
            found += try await desk.executions(of: name, status: status, limit: n)
        }
        found = Array(found.sorted { ($1.started, $0.id) < ($0.started, $1.id) }.prefix(n))
        if format.output == .json { return Output.print(JSON.array(found.map(\.json)).description) }
        if found.isEmpty { throw Failure.notFound("no executions") }
        let machineWidth = found.map { displayWidth(visible($0.machine)) }.max() ?? 0
        let nameWidth = found.map { displayWidth(visible($0.name)) }.max() ?? 0
        for one in found {
            let end = [one.state, one.error].compactMap { $0 }.map { visible($0) }.joined(separator: ": ")
            let took = one.ended.map { Figures.duration($0 - one.started) } ?? "since \(one.started.rfc3339())"
            Output.print(
                format.paint(one.status.leftAligned(to: 9), one.ink)
                    + "  \(visible(one.machine).leftAligned(to: machineWidth))  \(visible(one.name).leftAligned(to: nameWidth))"
                    + "  \(took)\(one.redrives > 0 ? "  ↻ \(one.redrives)" : "")\(end.isEmpty ? "" : "  \(end)")"
            )
        }
    }
}
