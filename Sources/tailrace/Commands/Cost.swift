import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace cost`: what the functions would have cost.
struct Cost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "What the functions of the bundled pipeline would have cost at list prices, and what of it was too much.",
        discussion: """
            GB-seconds are the memory that a function was given, for the time it ran, each invocation rounded up to a millisecond. Only functions are priced: no queue, \
            no storage, no traffic. --prices FILE has {"name", "date", "per_gb_second", "per_million_requests"} in US dollars.
            """
    )
    @Option(name: .long, help: ArgumentHelp("Add up by function, flow, or tag:KEY.", valueName: "what"))
    var by: Grouping = .function
    @Option(name: .long, help: "From this day on (RFC 3339, or -7d).") var since: TimeArgument?
    @Option(name: .long, help: "Up to this day.") var until: TimeArgument?
    @Option(name: .long, help: "A file with other prices.") var prices: String?
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    /// What the cost is added up by.
    enum Grouping: ExpressibleByArgument, Hashable {
        case function, flow
        case tag(String)

        init?(argument: String) {
            switch argument {
            case "function": self = .function
            case "flow": self = .flow
            default:
                guard argument.hasPrefix("tag:"), argument.utf8.count > 4 else { return nil }
                self = .tag(String(argument.dropFirst(4)))
            }
        }

        func name(of entry: UsageBook.Entry) -> String {
            switch self {
            case .function: entry.function
            case .flow: entry.flow.isEmpty ? "(no flow)" : entry.flow
            case .tag(let key): entry.tags[key] ?? "(no tag)"
            }
        }
    }

    private struct Row {
        var name: String
        var use = FunctionUse()
        var advice: String?
    }

    func run() async throws {
        let list = try prices.map(Self.prices) ?? .lambda
        let book = try Desk(data).desk.usage
        let entries = try await book.entries(since: since?.time, until: until?.time)
        let budgets = try await book.budgets(at: .now(), prices: list)
        var rows: [String: Row] = [:]
        for entry in entries {
            let name = by.name(of: entry)
            var row = rows[name] ?? Row(name: name)
            row.use += entry.use
            if by == .function {
                row.advice = RightSize.advice(
                    entry.use,
                    memoryMB: entry.memoryMB,
                    timeout: entry.timeout > .zero ? entry.timeout : nil,
                    prices: list
                )
            }
            rows[name] = row
        }
        let sorted = rows.values.sorted { (list.cost(of: $1.use), $0.name) < (list.cost(of: $0.use), $1.name) }
        if format.output == .json { return Output.print(json(sorted, budgets, list).description) }
        guard !sorted.isEmpty else { throw Failure.notFound("no function has run") }
        print(sorted, budgets, list)
    }

    private static func prices(_ path: String) throws -> PriceList {
        let json = try WholeFile.json(path)
        func price(_ name: String) throws -> Double {
            guard let price = json[name]?.number, price >= 0, price.isFinite else {
                throw Failure.badInput("\(visible(path)): $.\(name) must be a number that is not negative")
            }
            return price
        }
        guard let name = json["name"]?.string, let date = json["date"]?.string else {
            throw Failure.badInput("\(visible(path)): $.name and $.date must say whose prices they are, and of when")
        }
        return PriceList(
            name: name,
            date: date,
            perGigabyteSecond: try price("per_gb_second"),
            perMillionRequests: try price("per_million_requests")
        )
    }

    private func json(_ rows: [Row], _ budgets: [UsageBook.Spending], _ list: PriceList) -> JSON {
        .object(
            .init([
                .init("prices", list.json),
                .init("total_usd", .double(rows.reduce(0) { $0 + list.cost(of: $1.use) })),
                .init(
                    "rows",
                    .array(
                        rows.map { row in
                            JSON.object(
                                .init([
                                    .init("name", .string(row.name)), .init("requests", .int(row.use.requests)),
                                    .init("errors", .int(row.use.errors)),
                                    .init("cold_starts", .int(row.use.coldStarts)),
                                    .init("gb_seconds", .double(row.use.gigabyteSeconds)),
                                    .init("billed_ms", .int(row.use.billedMilliseconds)),
                                    .init("mean_ms", row.use.meanDuration.map { .double($0.inMilliseconds) } ?? .null),
                                    .init("longest_ms", .double(row.use.longest.inMilliseconds)),
                                    .init("peak_memory_mb", row.use.peakMegabytes.map { .int($0) } ?? .null),
                                    .init("cost_usd", .double(list.cost(of: row.use))),
                                    .init("advice", row.advice.map { .string($0) } ?? .null),
                                ])
                            )
                        }
                    )
                ),
                .init(
                    "budgets",
                    .array(
                        budgets.map { one in
                            JSON.object(
                                .init([
                                    .init("budget", .string(one.budget.name)), .init("period", .string(one.period)),
                                    .init("limit_usd", .double(one.budget.limit)),
                                    .init("threshold_percent", .double(one.budget.threshold)),
                                    .init("spent_usd", .double(one.spent)), .init("alerted", one.alerted.json),
                                ])
                            )
                        }
                    )
                ),
            ])
        )
    }

    private func print(_ rows: [Row], _ budgets: [UsageBook.Spending], _ list: PriceList) {
        let width = max(8, rows.map { displayWidth(visible($0.name)) }.max() ?? 0)
        func line(_ name: String, _ cells: [String]) -> String {
            "\(name.leftAligned(to: width))" + zip(cells, [12, 9, 12, 9, 14]).map { $0.rightAligned(to: $1) }.joined()
        }
        Output.print(format.paint(line("", ["requests", "errors", "GB-seconds", "mean", "USD"]), .dim))
        for row in rows {
            let cells = [
                Figures.count(row.use.requests), Figures.count(row.use.errors), Self.figure(row.use.gigabyteSeconds),
                row.use.meanDuration.map { Figures.duration($0) } ?? "", Self.figure(list.cost(of: row.use)),
            ]
            Output.print(line(visible(row.name), cells) + (row.advice.map { "  ▲ \(visible($0))" } ?? ""))
        }
        let total = rows.reduce(0) { $0 + list.cost(of: $1.use) }
        Output.print(line("total", ["", "", "", "", Self.figure(total)]))
        for one in budgets {
            let share = one.spent / one.budget.limit * 100
            let text =
                "budget \(visible(one.budget.name))  \(one.period)  \(Self.figure(one.spent)) of \(Self.figure(one.budget.limit)) USD, \(Self.figure(share)) %"
            Output.print(
                format.paint(
                    text + (one.alerted == nil ? "" : "  ▲ over its threshold"),
                    one.alerted == nil ? nil : .yellow
                )
            )
        }
        Output.print(format.paint("at the list prices of \(list.date): \(visible(list.name))", .dim))
    }

    /// Four digits that count, without an exponent.
    private static func figure(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        var scale = 1.0
        var digits = 0
        while abs(value) * scale < 1_000, digits < 9 {
            scale *= 10
            digits += 1
        }
        let whole = Int((abs(value) * scale).rounded())
        guard digits > 0 else { return Figures.count(whole) }
        let text = String(whole)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}
