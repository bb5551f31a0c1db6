import ArgumentParser
import DeadLetters
import EventModel
import Pipeline
import TerminalUI

/// `tailrace tables`.
struct Tables: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, show and clear the tables of the bundled pipeline.",
        discussion: "Works on the tables of the data directory, while a pipeline runs on it or not.",
        subcommands: [TablesList.self, TablesShow.self, TablesClear.self]
    )

    static func book(_ data: DataOption) throws -> TableBook {
        do { return try TableBook(data: data.directory) } catch let error as JournalError {
            throw Failure.badInput("\(error)")
        }
    }
}

/// `tailrace tables list`.
struct TablesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The tables with how many items.")
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let tables = try await Tables.book(data).tables()
        if format.output == .json {
            return Output.print(
                JSON.array(tables.map { ["table": .string($0.name), "items": .int($0.items)] }).description
            )
        }
        if tables.isEmpty { throw Failure.notFound("\(visible(data.directory)) has no table with an item in it") }
        let width = tables.map { displayWidth(visible($0.name)) }.max() ?? 0
        for table in tables {
            Output.print("\(visible(table.name).leftAligned(to: width))  \(counted(table.items, "item"))")
        }
    }
}

/// `tailrace tables show NAME [KEY]`.
struct TablesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "The items of a table by their keys, or those of one key."
    )
    @Argument(help: "The table.") var table: String
    @Argument(help: "The partition key.") var key: String?
    @Option(name: .short, help: "At most so many.") var n = 100
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if n < 1 { throw ValidationError("-n takes a number from 1") }
    }

    func run() async throws {
        let items = try await Tables.book(data).items(of: table, key: key, limit: n)
        if items.isEmpty {
            let what = key.map { "no item of key \(visible($0))" } ?? "no items"
            throw Failure.notFound("the table \(visible(table)) has \(what)")
        }
        if format.output == .json { return Output.print(JSON.array(items.map(json)).description) }
        for item in items {
            let sort = item.sort.isEmpty ? "" : " \(visible(item.sort))"
            Output.print("\(visible(item.key))\(sort)  \(visible(item.value.description))")
        }
    }

    private func json(_ item: TableBook.Item) -> JSON {
        ["key": .string(item.key), "sort": item.sort.isEmpty ? .null : .string(item.sort), "item": item.value]
    }
}

/// `tailrace tables clear NAME`.
struct TablesClear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Delete every item of a table.",
        discussion: """
            Nothing brings them back but what wrote them: `tailrace replay`, where an archive has the events. A change stream of \
            the table does not hear of it. `dlq history` says who did it and why.
            """
    )
    @Argument(help: "The table.") var table: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try change.asking.permission.require()
        let book = try Tables.book(data)
        let (table, reason) = (table, change.reason)
        guard let held = try await book.tables().first(where: { $0.name == table }) else {
            throw Failure.notFound("no table '\(visible(table))' has an item; `tailrace tables list` names them")
        }
        let plan = "Delete all \(counted(held.items, "item")) of the table \(visible(table)), for good"
        try change.confirm(plan, count: held.items, alwaysCount: true)
        let engine = try change.engine(data)
        let count = try await engine.audited(
            .purge,
            on: "table \(table)",
            selected: held.items,
            reason: reason,
            detail: "deleted every item of the table \(table), for good: nothing is kept"
        ) {
            let count = try await book.clear(table, by: Operator.name, reason: reason, at: .now())
            return (count, "completed: \(count) deleted")
        }
        if format.output == .json {
            Output.print(
                JSON.object(.init([.init("table", .string(table)), .init("deleted", .int(count))])).description
            )
        } else {
            Output.print("\(visible(table))  \(counted(count, "item")) deleted")
        }
    }
}
