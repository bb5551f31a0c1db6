import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace replay`.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Put archived events on their bus again.",
        discussion: """
            The pipeline that runs on the data directory carries it out, or the next one that does; it survives a crash, and \
            puts each event on the bus once. Events go in the order of their times, keep their id, time and correlation id, \
            and gain replay-name.
            replay --archive NAME [--from T] [--to T] [-q QUERY] [--pattern FILE] [--rule NAME]... [--rate N/s] [--dry-run] starts \
            one.
            """,
        subcommands: [ReplayStart.self, ReplayList.self, ReplayCancel.self],
        defaultSubcommand: ReplayStart.self
    )

    /// One line about a replay.
    static func line(_ replay: Replay) -> String {
        let rate = replay.rate.map { "  \(JSON.double($0))/s" } ?? ""
        let rules = replay.rules.map { "  to \($0.map { visible($0) }.joined(separator: ", "))" } ?? ""
        let last =
            replay.recoveryPoint.map {
                "  recovery point \($0.time.rfc3339(digits: 6)), event \(Figures.count(Int($0.sequence)))"
            } ?? ""
        let failure = replay.failure.map { "  \(visible($0))" } ?? ""
        return "\(visible(replay.name))  \(replay.state.rawValue.lowercased())  \(counted(replay.replayed, "event"))"
            + "  of \(visible(replay.archive))\(rate)\(rules)\(last)\(failure)"
    }
}

/// `tailrace replay --archive NAME`.
struct ReplayStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start a replay and follow it; interrupting cancels it.",
        discussion:
            "Exit status: 0 done, or left to the next pipeline · 1 nothing to replay, or it failed · 130 cancelled."
    )
    @Option(name: .long, help: "The archive.") var archive: String
    @OptionGroup var options: ReplayOptions
    @Option(
        name: .customLong("rule"),
        parsing: .singleValue,
        help: "Only to this rule, which may be given more than once (default: to all of the bus)."
    )
    var rules: [String] = []
    @Option(name: .long, help: ArgumentHelp("Hold this rate (default: as fast as it goes).", valueName: "n/s"))
    var rate: RateArgument?
    @Flag(name: .long, help: "Say how many events would go, to which rules, and change nothing.") var dryRun = false
    @Option(name: .long, help: "The replay's name (default: a new one).") var name: String?
    @Flag(name: .customLong("no-wait"), help: "Do not wait until it has ended.") var noWait = false
    @OptionGroup var permission: PermissionOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        if !dryRun { try permission.require() }
        var request = try options.request(archive)
        request.rules = rules
        request.rate = rate?.perSecond
        let desk = try data.archiveDesk()
        if dryRun { return try await plan(request, desk) }
        let (wanted, name) = (request, name)
        let replay = try await refusing { try await desk.start(wanted, name: name, by: Operator.name) }
        guard desk.isPipelineRunning, !noWait else {
            return finish(
                replay,
                desk.isPipelineRunning
                    ? "the running pipeline carries it out"
                    : "no pipeline runs on \(visible(data.directory)); the next one carries it out"
            )
        }
        let (ended, isInterrupted) = try await follow(replay, desk)
        finish(ended, ended.ended == nil ? "the pipeline has ended; the next one goes on" : nil)
        if isInterrupted { throw Failure(status: .interrupted, message: "") }
        if ended.state == .failed { throw Failure.notFound("the replay failed: \(visible(ended.failure ?? ""))") }
    }

    /// Shows how far it has come until it has ended, or the pipeline has; answers whether it was interrupted.
    private func follow(_ replay: Replay, _ desk: ArchiveDesk) async throws -> (Replay, Bool) {
        try await interruptible { meter in
            var (found, isInterrupted) = (replay, false)
            var looks = 0
            while found.ended == nil {
                do { try await Task.sleep(for: .milliseconds(100)) } catch {
                    isInterrupted = true
                    // This task is cancelled: what is left to do is done by another.
                    let name = replay.name
                    return (try await Task.detached { try await Self.cancel(name, desk) }.value, isInterrupted)
                }
                let name = replay.name
                found = try await Task.detached { try await desk.replay(name) }.value ?? found
                let place = found.lastEvent.map { ", at \($0.rfc3339())" } ?? ""
                meter.show("\(counted(found.replayed, "event")) replayed\(place)")
                looks += 1
                if looks % 10 == 0, !desk.isPipelineRunning { break }
            }
            return (found, isInterrupted)
        }
    }

    /// Cancels it and waits, for a while, until the pipeline has seen it.
    private static func cancel(_ name: String, _ desk: ArchiveDesk) async throws -> Replay {
        var found = try? await desk.cancel(name)
        for _ in 0..<50 {
            if let ended = try await desk.replay(name) { found = ended }
            if found?.ended != nil { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        guard let found else { throw CancellationError() }
        return found
    }

    private func finish(_ replay: Replay, _ note: String?) {
        if format.output == .json { return Output.print(replay.json.description) }
        Output.print(ReplayCommand.line(replay) + (note.map { "; \($0)" } ?? ""))
    }

    private func plan(_ request: ReplayRequest, _ desk: ArchiveDesk) async throws {
        let plan = try await interruptible { meter in
            try await refusing {
                try await desk.plan(request) { meter.show("\(counted($0.looked, "event")) looked at") }
            }
        }
        if format.output == .json {
            var json = plan.json.object ?? JSON.Object()
            json["seconds"] = request.rate.map { .double(Double(plan.selected) / $0) } ?? .null
            Output.print(JSON.object(json).description)
        } else {
            let paced = request.rate.map { ", in \(JSON.double((Double(plan.selected) / $0).rounded())) s" } ?? ""
            Output.print(
                "\(counted(plan.selected, "event")) of \(Figures.count(plan.looked)) would be replayed on bus \(visible(plan.bus))\(paced)"
            )
            if let first = plan.first, let last = plan.last {
                Output.print("from \(first.rfc3339()) to \(last.rfc3339())")
            }
            for (type, count) in plan.eventTypes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                Output.print("  \(Figures.count(count).rightAligned(to: 9))  \(visible(type))")
            }
            for rule in plan.rules {
                let state = rule.isEnabled ? "" : " (disabled: gets none)"
                Output.print(
                    "  \(Figures.count(rule.events).rightAligned(to: 9))  to rule \(visible(rule.name))\(state)"
                )
            }
            if plan.unmatched > 0 {
                Output.print("  \(Figures.count(plan.unmatched).rightAligned(to: 9))  to no rule")
            }
        }
        if plan.selected == 0 { throw Failure.notFound("nothing to replay") }
    }
}

/// `tailrace replay list`.
struct ReplayList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "The replays of the last 90 days, newest first."
    )
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let replays = try await data.archiveDesk().replays()
        if format.output == .json { return Output.print(JSON.array(replays.map(\.json)).description) }
        if replays.isEmpty { throw Failure.notFound("nothing was replayed") }
        for replay in replays { Output.print(ReplayCommand.line(replay)) }
    }
}

/// `tailrace replay cancel NAME`.
struct ReplayCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End a replay; what it has put on the bus stays there."
    )
    @Argument(help: "The replay.") var name: String
    @OptionGroup var permission: PermissionOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try permission.require()
        let replay: Replay
        do { replay = try await data.archiveDesk().cancel(name) } catch let error as ReplayError {
            throw Failure.notFound(visible("\(error)"))
        }
        if format.output == .json { return Output.print(replay.json.description) }
        Output.print(ReplayCommand.line(replay))
    }
}
