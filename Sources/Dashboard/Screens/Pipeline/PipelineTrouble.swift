import EventModel
import TerminalUI

/// Something about a part that an operator should know of; what exactly is put into words only when it is shown.
package struct PipelineTrouble: Hashable, Sendable {
    /// The gravest first.
    package enum Kind: Int, Hashable, Comparable, Sendable {
        /// A function whose invocations fail.
        case failing
        case deadLetters
        case failedExecutions
        case failedReplay
        /// A fault that an operator has injected, and that has not been met yet.
        case fault
        case paused
        case disabled
        /// A queue that gets longer, or whose oldest message waits too long.
        case waiting
        case budget

        package static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }

        func mark(_ theme: Theme) -> (text: String, style: Style) {
            switch self {
            case .failing, .failedExecutions, .failedReplay: (String(theme.failed), theme.error)
            case .deadLetters: (String(theme.dead), theme.error)
            case .paused: (theme.paused, theme.warning)
            case .fault, .disabled, .waiting, .budget: (String(theme.raised), theme.warning)
            }
        }
    }

    package var kind: Kind
    package var part: PipelinePart
    /// Where the part stands in its list.
    var index: Int
}

extension PipelineTrouble {
    /// From this part of the budget on it is told.
    static let budgetShare = 0.8
    /// Fewer errors are not told.
    static let leastErrors = 3

    static func of(rule: PipelineParts.Rule) -> Kind? {
        // A rule whose definition has it off is as it should be.
        !rule.isEnabled && rule.isSwitched ? .disabled : nil
    }

    static func of(queue: PipelineParts.Queue, _ trend: PipelineTrend) -> Kind? {
        if queue.isDeadLetterQueue { return queue.visible + queue.inFlight + queue.delayed > 0 ? .deadLetters : nil }
        if let oldest = queue.oldest, oldest >= Attention.patience { return .waiting }
        guard queue.visible >= Attention.depth, let growth = trend.growth(ofQueue: queue.name) else { return nil }
        return growth >= 0.1 ? .waiting : nil
    }

    static func of(function: PipelineParts.Function, _ trend: PipelineTrend) -> Kind? {
        if errorShare(function, trend).isTooMuch { return .failing }
        return function.fault == nil ? nil : .fault
    }

    /// Which share of a function's invocations fails: of the last minute where enough is known of it, else of all.
    static func errorShare(_ function: PipelineParts.Function, _ trend: PipelineTrend) -> ErrorShare {
        if let recent = trend.calls(ofFunction: function.name), recent.invocations >= Attention.leastRecords {
            return ErrorShare(errors: recent.errors, of: recent.invocations, isRecent: true)
        }
        return ErrorShare(errors: function.errors, of: function.invocations, isRecent: false)
    }

    struct ErrorShare: Hashable {
        var errors: Int
        var of: Int
        var isRecent: Bool
        var share: Double { of > 0 ? Double(errors) / Double(of) : 0 }
        /// Where there is nothing to compare with, it takes more; a failure or two are no share.
        var isTooMuch: Bool {
            errors >= PipelineTrouble.leastErrors
                && share >= (isRecent ? Attention.errorShare : Attention.errorShareAlone)
        }
    }

    /// What is wrong, in words.
    func words(_ outline: PipelineOutline, now: Timestamp) -> String {
        let parts = outline.parts
        switch part {
        case .rule: return "is off, switched by hand: what it matches is not delivered"
        case .consumer:
            let source = parts.consumers[index].source
            let ready = parts.queues.first { $0.name == source }?.visible
            return "is paused" + (ready.map { ": \(Figures.count($0)) ready in \(source)" } ?? "")
        case .queue: return words(of: parts.queues[index], outline.trend)
        case .function: return words(of: parts.functions[index], outline.trend)
        case .machine(let name):
            let machine = parts.machines[index]
            var words = "\(Figures.count(machine.failed)) execution\(machine.failed == 1 ? "" : "s") failed"
            if let last = outline.executions[name]?.lazy.map({ parts.executions[$0] }).first(where: \.hasFailed) {
                words += ", the last \(Figures.age(now - (last.ended ?? last.started))) ago"
                if let state = last.state { words += " at \(state)" }
                if let error = last.error { words += ": \(error)" }
            }
            return words
        case .replay:
            let replay = parts.replays[index]
            return "replay of \(replay.archive) failed" + (replay.failure.map { ": \($0)" } ?? "")
        case .budget:
            let cost = parts.cost
            guard let budget = cost.budget, budget > 0 else { return "" }
            return "\(Figures.decimal(cost.spent / budget * 100)) % of \(Dollars.text(budget)) for this month is spent"
        case .bus, .execution, .archive: return ""
        }
    }

    private func words(of queue: PipelineParts.Queue, _ trend: PipelineTrend) -> String {
        if kind == .deadLetters {
            return "\(Figures.count(queue.visible + queue.inFlight + queue.delayed)) dead"
                + (queue.oldest.map { ", the oldest \(Figures.age($0))" } ?? "")
        }
        var words: [String] = []
        if let oldest = queue.oldest { words.append("the oldest waits \(Figures.age(oldest))") }
        words.append("\(Figures.count(queue.visible)) ready")
        if let growth = trend.growth(ofQueue: queue.name), growth >= 0.1 {
            words.append("grows by \(Figures.decimal(growth))/s")
        }
        return words.joined(separator: ", ")
    }

    private func words(of function: PipelineParts.Function, _ trend: PipelineTrend) -> String {
        var words: [String] = []
        let share = Self.errorShare(function, trend)
        if kind == .failing {
            let span = share.isRecent ? " in the last minute" : ""
            let figures = "\(Figures.count(share.errors)) of \(Figures.count(share.of))"
            words.append("fails \(Figures.decimal(share.share * 100)) %\(span): \(figures)")
        }
        if let fault = function.fault { words.append("fault injected: \(fault.words)") }
        return words.joined(separator: ", ")
    }
}

extension FaultInjection {
    /// `50 % fail with InjectedFault`.
    var words: String { "\(percent) % fail with \(error.type)" }
    var percent: String {
        guard share.isFinite else { return "–" }
        let tenths = Int((min(max(share, 0), 1) * 1_000).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
}

extension PipelineParts.Execution {
    /// It has ended, and not as it should.
    package var hasFailed: Bool { ["FAILED", "TIMED_OUT", "ABORTED"].contains(status) }
    package var isRunning: Bool { status == "RUNNING" }
}
