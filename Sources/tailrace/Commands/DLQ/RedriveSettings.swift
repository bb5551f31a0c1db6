import ArgumentParser
import DeadLetters
import EventModel

/// How a redrive goes about it; `dlq plan` and `dlq redrive` take the same.
struct RedriveSettings: ParsableArguments {
    enum Order: String, ExpressibleByArgument, CaseIterable { case time, group }

    @Option(name: .customLong("to"), help: "Send to this queue instead of where each came from.") var destination:
        String?
    @Option(name: .long, help: "At most this many a second, 20/s; or a rate that rises, 5..50/s.") var rate:
        RampArgument?
    @Option(name: .long, help: "Send so many first, and the rest only when these have completed.") var canary: Int?
    @Option(name: .long, help: "time, or group: oldest first within a group, which is held at its first new failure.")
    var order: Order = .time
    @Option(name: .long, help: "What --order group goes by: an attribute's name, or a path into the body ($.order.id).")
    var groupKey: String?
    @Option(
        name: .customLong("set"),
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Set a member of every JSON body: $.payment.card='\"4242\"'. Every other byte stays.",
            valueName: "path=json"
        )
    )
    var changes: [BodyChangeArgument] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Stop by itself when more than this share of what has ended died again (default: 20%).",
            valueName: "share"
        )
    )
    var stopAbove: PercentArgument?
    @Option(name: .long, help: "Leave messages where they are that were redriven so often before.") var cap: Int = 3
    @Option(name: .customLong("at"), help: "Begin at this time: RFC 3339, or +2h from now.") var start: TimeArgument?
    @Option(name: .long, help: "Begin when an event of this type has been published: a deploy marker.") var afterEvent:
        String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "keep, or classed: leave out what tells of the death or is the broker's (x-death, RULE_ARN, kafka_dlt-*), and give the trace a new span. What is edited always is classed.",
            valueName: "keep|classed"
        )
    )
    var headers: RedriveOptions.Headers = .keep
    @Flag(name: .long, help: "Show what changes in each message.") var diff = false

    func validate() throws {
        if let canary, canary < 1 { throw ValidationError("--canary takes a number of messages, at least 1") }
        if cap < 0 { throw ValidationError("--cap takes a number that is not negative") }
        if order == .group, groupKey == nil { throw ValidationError("--order group needs --group-key") }
        if groupKey != nil, order != .group { throw ValidationError("--group-key needs --order group") }
        if start != nil, afterEvent != nil { throw ValidationError("--at and --after-event exclude each other") }
        for change in changes {
            do { try change.change.check() } catch { throw ValidationError("--set: \(error.message)") }
        }
    }

    func options(reason: String? = nil) -> RedriveOptions {
        var options = RedriveOptions(
            destination: destination.map { .init(.queue, $0) },
            rate: rate?.ramp,
            canary: canary
        )
        if let groupKey { options.order = .group(key: groupKey) }
        options.changes = changes.map(\.change)
        options.headers = headers
        if let stopAbove { options.stopAbove = stopAbove.share }
        options.cap = cap
        if let start { options.start = .at(start.time) }
        if let afterEvent { options.start = .after(eventType: afterEvent) }
        options.patience = .zero
        options.reason = reason
        return options
    }
}
