import ArgumentParser
import EventModel
import Pipeline
import Telemetry
import TerminalUI

/// What of an archive is chosen; `replay` and `archives export` take the same.
struct ReplayOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Events from this time on, itself included: RFC 3339, or -2h.", valueName: "t")
    )
    var from: TimeArgument?
    @Option(
        name: .long,
        help: ArgumentHelp("Events before this time, itself excluded (default: all that there is).", valueName: "t")
    )
    var to: TimeArgument?
    @Option(
        name: [.customShort("q"), .long],
        parsing: .unconditional,
        help: "Only events whose archived record matches a query: payload.total>=100."
    )
    var query: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only events that match the event pattern in a file; - is standard input.",
            valueName: "file"
        )
    )
    var pattern: String?

    func validate() throws {
        if let from, let to, from.time >= to.time { throw ValidationError("--from must be before --to") }
    }

    func request(_ archive: String) throws -> ReplayRequest {
        if let query { _ = try compile(query) }
        return ReplayRequest(
            archive: archive,
            from: from?.time,
            to: to?.time,
            pattern: try pattern.map(Self.read),
            query: query
        )
    }

    private static func read(_ path: String) throws -> JSON {
        let text = try InputText.read(path)
        let json: JSON
        do { json = try JSON(parsing: text) } catch {
            throw Failure.badInput("\(visible(path)): the pattern is \(error)")
        }
        do { _ = try EventPattern(json) } catch {
            throw Failure.badInput("\(visible(path)): \(visible(error.description))")
        }
        return json
    }
}

extension ReplayRequest {
    /// The language of the logs, for those who know no telemetry.
    static let compiler: QueryCompiler = { text in
        let query = try Query(text)
        return { query.matches($0) }
    }
}

extension DataOption {
    /// The archives of the directory and their replays.
    func archiveDesk() throws -> ArchiveDesk {
        do { return try ArchiveDesk(data: directory, query: ReplayRequest.compiler) } catch let error as JournalError {
            throw Failure.badInput("\(error)")
        }
    }
}

/// Runs what works on archives, and says in a person's words what was refused.
func refusing<R>(_ body: () async throws -> R) async throws -> R {
    do {
        return try await body()
    } catch let error as ReplayError {
        let hint = error.message.hasPrefix("Archive ") ? "; `tailrace archives list` names them" : ""
        throw Failure.badInput("nothing was changed: \(visible("\(error)"))\(hint)")
    } catch let error as ErrorInfo {
        throw Failure.notFound("the archive cannot be read: \(visible("\(error.type): \(error.message)"))")
    }
}
