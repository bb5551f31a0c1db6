import ArgumentParser
import EventModel
import Telemetry

/// Which moment of a flow: `--at T` or `--step N`; `--steps` lists them.
struct PastOptions: ParsableArguments {
    @Option(
        name: .long,
        parsing: .unconditional,
        help: ArgumentHelp(
            "Print it as it was then: RFC 3339, or from its start on, such as +1.2s.",
            valueName: "time"
        )
    )
    var at: FlowTimeArgument?
    @Option(
        name: .long,
        parsing: .unconditional,
        help: ArgumentHelp("Print it as it was at a step, from 1; -1 is the last.", valueName: "n")
    )
    var step: Int?
    @Flag(name: .long, help: "List its steps: number, time, what happened.") var steps = false

    var isUsed: Bool { at != nil || step != nil || steps }

    func validate() throws {
        guard [at != nil, step != nil, steps].count(where: { $0 }) > 1 else { return }
        throw ValidationError("--at, --step and --steps each ask for something else; use one of them")
    }

    /// The moment that was asked for. An instant outside of the flow is brought to its nearest end, and that is said.
    ///
    /// - Throws: ``Failure`` `badInput` for a step that it does not have.
    func moment(of history: FlowHistory) throws -> FlowMoment {
        if let step {
            let number = step < 0 ? history.count + 1 + step : step
            guard (1...history.count).contains(number) else {
                throw Failure.badInput(
                    "the flow has no step \(step): they are 1 to \(history.count), or -1 to -\(history.count) from its end"
                )
            }
            return history.moment(step: number)
        }
        let instant = at?.instant(of: history) ?? history.ended
        if instant < history.started {
            Output.complain("the flow begins at \(history.started.rfc3339(digits: 6)): this is its first step")
            return history.moment(step: 1)
        }
        if instant > history.ended {
            Output.complain("the flow's last record is of \(history.ended.rfc3339(digits: 6)): this is how it was then")
            return history.moment(at: history.ended)
        }
        return history.moment(at: instant)
    }
}

/// An instant of a flow as people type it: RFC 3339, or `+412ms`, `+1.2s` from its start on.
enum FlowTimeArgument: ExpressibleByArgument {
    case instant(Timestamp)
    case sinceStart(Duration)

    init?(argument: String) {
        if argument.hasPrefix("+"), let duration = DurationArgument(argument: String(argument.dropFirst())) {
            self = .sinceStart(duration.duration)
        } else if let time = Timestamp(rfc3339: argument) {
            self = .instant(time)
        } else {
            return nil
        }
    }

    func instant(of history: FlowHistory) -> Timestamp {
        switch self {
        case .instant(let time): time
        case .sinceStart(let duration): history.started + duration
        }
    }
}
