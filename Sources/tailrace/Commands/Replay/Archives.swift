import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace archives`.
struct Archives: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the archives of the bundled pipeline, and print what they hold.",
        discussion: """
            Works on the archives that pipelines on the data directory had, while one runs or not. What is packed lies in \
            objects that `tailrace logs` and `tailrace stats` read as they are; `export` also has what is not.
            """,
        subcommands: [ArchivesList.self, ArchivesShow.self, ArchivesExport.self]
    )

    static func all(_ data: DataOption) async throws -> [ArchiveSummary] {
        let archives = try await data.archiveDesk().archives()
        guard !archives.isEmpty else {
            throw Failure.notFound(
                "\(visible(data.directory)) has no archives: run a pipeline that has one on it first"
            )
        }
        return archives
    }
}

/// `tailrace archives list`.
struct ArchivesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The archives with what they hold.")
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let archives = try await Archives.all(data)
        if format.output == .json { return Output.print(JSON.array(archives.map(\.json)).description) }
        let width = archives.map { displayWidth(visible($0.definition.name)) }.max() ?? 0
        for archive in archives {
            let span = archive.oldest.map { "  \($0.rfc3339()) to \((archive.newest ?? $0).rfc3339())" } ?? ""
            let notes = archive.isLive ? "" : " (not in the last pipeline)"
            Output.print(
                "\(visible(archive.definition.name).leftAligned(to: width))  bus \(visible(archive.definition.bus))  "
                    + "\(counted(archive.events, "event"))  \(counted(archive.objects, "object"))\(span)\(notes)"
            )
        }
    }
}

/// `tailrace archives show NAME`.
struct ArchivesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One archive in full.")
    @Argument(help: "The archive.") var name: String
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        guard let archive = try await Archives.all(data).first(where: { $0.definition.name == name }) else {
            throw Failure.notFound("no archive is named '\(visible(name))'; `tailrace archives list` names them")
        }
        if format.output == .json { return Output.print(archive.json.description) }
        let its = archive.definition
        var lines = ["archive    \(visible(its.name))\(archive.isLive ? "" : " (not in the last pipeline)")"]
        if let summary = its.summary { lines.append("           \(visible(summary))") }
        lines.append("bus        \(visible(its.bus))")
        lines.append("pattern    \(its.pattern.map { visible($0.description) } ?? "every event but replayed ones")")
        lines.append("retention  \(its.retentionDays == 0 ? "for ever" : counted(its.retentionDays, "day"))")
        lines.append(
            "events     \(Figures.count(archive.events)), \(Figures.count(archive.unpacked)) of them in no object yet"
        )
        lines.append(
            "objects    \(Figures.count(archive.objects)) in bucket \(visible(its.bucket)), \(Figures.count(archive.bytes)) bytes"
        )
        if archive.expired > 0 { lines.append("expired    \(counted(archive.expired, "event"))") }
        if let oldest = archive.oldest, let newest = archive.newest {
            lines.append("span       \(oldest.rfc3339()) to \(newest.rfc3339())")
        }
        for line in lines { Output.print(line) }
    }
}

/// `tailrace archives export NAME`.
struct ArchivesExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print archived events as JSON lines, in the order of their times.",
        discussion: "For a file, or for another command: tailrace archives export orders | tailrace stats -"
    )
    @Argument(help: "The archive.") var name: String
    @OptionGroup var options: ReplayOptions
    @OptionGroup var data: DataOption

    func run() async throws {
        let request = try options.request(name)
        let desk = try data.archiveDesk()
        try await interruptible { _ in
            try await refusing {
                try await desk.records(request) { records in
                    var bytes: [UInt8] = []
                    for record in records {
                        bytes += record.description.utf8
                        bytes.append(0x0A)
                    }
                    Output.write(bytes)
                }
            }
        }
    }
}
