package import DeadLetters
import EventModel
package import TerminalUI

/// Says what a task on dead letters will do, and starts it only when it is confirmed: by the number of messages, typed, or, for a
/// single one, by `y` or the button that is not the default. The key that asked confirms nothing.
package struct PlanDialog: Screen {
    /// What the plan is for.
    package typealias Purpose = RedriveProgress.Kind

    /// The frozen selection; how it goes may be changed before it starts.
    package private(set) var plan: RedrivePlan
    package let purpose: Purpose
    /// What the plan was made of.
    private let request: PlanRequest
    let what: String
    var count = TextField(limit: 12)
    /// The part of the plan that is being typed.
    var field: PlanField?
    var input = TextField(limit: 120)
    /// Of a single message: the button that Enter presses; Cancel at first.
    var onVerb = false
    var complaint: String?
    /// The changes have been looked at, or there are none.
    private var isSeen: Bool
    /// Where its changes were looked at: cancelling leads back there, and nothing that was edited is lost.
    private let origin: DiffScreen?
    /// The plan is being made anew.
    private var replan: PlanRequest?
    /// The changes are being looked up, and whether the start waits for the look.
    private var isLooking = false

    /// - Parameters:
    ///   - request: what the plan was made of.
    ///   - what: the selection in words.
    ///   - origin: where what it changes in the messages was looked at.
    package init(
        _ plan: RedrivePlan,
        _ request: PlanRequest,
        what: String,
        purpose: Purpose,
        from origin: DiffScreen? = nil
    ) {
        self.plan = plan
        self.request = request
        self.what = what
        self.purpose = purpose
        self.origin = origin
        isSeen = origin != nil || !plan.options.editsAnything
    }

    package var title: String { purpose.title }
    package var isOverlay: Bool { true }
    var isSingle: Bool { plan.ids.count == 1 }

    package var keymap: Keymap {
        if field != nil {
            return Keymap([
                Binding([.enter, .tab], .open, "take it", footer: true),
                Binding(.escape, .back, "as it was", footer: true),
            ])
        }
        var bindings: [Binding] = []
        if isSingle {
            bindings += [
                Binding("y", .confirm, purpose.verb, footer: true),
                Binding([.left, .right, .tab, .backTab], .nextPane, "other button", footer: true),
                Binding(.enter, .open, onVerb ? purpose.verb : "cancel", footer: true),
            ]
        } else {
            bindings.append(Binding(.enter, .open, plan.ids.isEmpty ? "close" : "start", footer: true))
        }
        bindings.append(Binding([.escape, .character("n"), .character("q")], .back, "cancel", footer: true))
        if purpose == .redrive {
            bindings += [
                Binding("c", .editCanary, "canary", footer: true), Binding("r", .editRate, "rate", footer: true),
                Binding("s", .editStopShare, "stop at", footer: true), Binding("o", .cycleOrder, "order", footer: true),
                Binding("w", .editStart, "when", footer: true), Binding("g", .editCap, "cap", footer: true),
                Binding("h", .cycleHeaders, "headers", footer: true),
                Binding("v", .viewChanges, "view", footer: true),
            ]
        }
        return Keymap(bindings)
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .back where field != nil: (field, complaint) = (nil, nil)
        case .back: return cancelled
        case .open where field != nil: return take(snapshot)
        case .open where plan.ids.isEmpty: return cancelled
        case .open where isSingle: return onVerb ? start(snapshot) : cancelled
        case .open:
            if count.text == String(plan.ids.count) { return start(snapshot) }
            complaint = "Not started: type \(plan.ids.count), the number of messages."
        case .confirm where isSingle: return start(snapshot)
        case .nextPane: onVerb.toggle()
        case .editCanary: open(.canary)
        case .editRate: open(.rate)
        case .editStopShare: open(.stopShare)
        case .editStart: open(.start)
        case .editCap: open(.cap)
        case .cycleOrder:
            guard case .group = plan.options.order else {
                open(.groupKey)
                break
            }
            return again { $0.order = .time }
        case .cycleHeaders: return again { $0.headers = $0.headers == .keep ? .classed : .keep }
        case .viewChanges: return look()
        default: return .ignored
        }
        return .handled()
    }

    private var cancelled: Reaction { origin.map { .replace($0) } ?? .pop() }

    private mutating func open(_ field: PlanField) {
        self.field = field
        input.text = field.text(plan.options)
        complaint = nil
    }

    /// Takes what was typed into the plan. What changes the selection or its order makes a new plan of the same messages.
    private mutating func take(_ snapshot: Snapshot) -> Reaction {
        guard let field else { return .handled() }
        var options = plan.options
        do {
            try field.set(input.text, in: &options, now: snapshot.now)
        } catch {
            complaint = error.text
            return .handled()
        }
        (self.field, complaint) = (nil, nil)
        if options.order != plan.options.order || options.cap != plan.options.cap {
            return again { $0 = options }
        }
        plan.options = options
        return .handled()
    }

    private mutating func again(_ change: (inout RedriveOptions) -> Void) -> Reaction {
        var options = plan.options
        change(&options)
        // Those that are quarantined are in the first selection only.
        let selection = options.cap != plan.options.cap ? request.selection : .ids(plan.ids)
        let asked = PlanRequest(queue: plan.queue, selection: selection, options: options)
        replan = asked
        return .handled([.plan(asked)])
    }

    private mutating func look() -> Reaction {
        isLooking = true
        return .handled([.changes(plan)])
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        switch answer {
        case .planned(let asked, var next) where asked == replan:
            replan = nil
            if case .ids = asked.selection { next.quarantined = max(next.quarantined, plan.quarantined) }
            if next.ids != plan.ids { count.text = "" }
            complaint = nil
            plan = next
            return .handled()
        case .refused(let asked, let why) where asked == replan:
            replan = nil
            complaint = why
            return .handled()
        case .changes(let id, let changes) where isLooking && id == plan.id:
            isLooking = false
            isSeen = true
            return .push(DiffScreen(plan, request, changes, what: what, isLook: true))
        case .noChanges(let id, let why) where isLooking && id == plan.id:
            isLooking = false
            complaint = why
            return .handled()
        default: return .ignored
        }
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        complaint = nil
        if field != nil {
            _ = input.handle(key)
        } else if !isSingle {
            if case .character(let c) = key, !(c.isASCII && c.isNumber) { return .handled() }
            _ = count.handle(key)
        }
        return .handled()
    }

    private mutating func start(_ snapshot: Snapshot) -> Reaction {
        if replan != nil {
            complaint = "Not started: the plan is being made anew."
            return .handled()
        }
        // An edit is looked at before it is sent.
        guard isSeen else { return look() }
        let known = Set(snapshot.tasks.map(\.id))
        switch purpose {
        case .redrive:
            return .replace(TaskOverlay(redriving: plan, to: destination), [.redrive(plan)])
        case .discard, .park, .purge, .undo:
            return .replace(
                TaskOverlay(purpose, plan.ids.count, plan.queue, known: known),
                [.discard(queue: plan.queue, ids: plan.ids, kind: purpose)]
            )
        }
    }
}
