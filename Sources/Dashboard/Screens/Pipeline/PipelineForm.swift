import EventModel
package import TerminalUI

/// A few fields for what an act needs to know: an event to publish, a fault to inject, a stretch of an archive to replay. Enter on
/// the last one says what will be done, and only `y` does it: the layer below then hears ``Action/perform(_:)``.
package struct PipelineForm: Screen {
    enum Kind: Hashable, Sendable {
        case publish
        /// Into a function.
        case fault(String)
        /// Of an archive.
        case replay(String)
    }
    struct Field: Hashable, Sendable {
        var name: String
        var hint: String
        var input: TextField
    }

    let kind: Kind
    let outline: PipelineOutline
    var fields: [Field]
    /// The field that is typed in.
    private(set) var focus: Int
    private(set) var mistake: FormMistake?
    /// What `y` does, and what it means in words; nil while the fields are filled in.
    private(set) var ready: (command: PipelineCommand, words: [String])?
    /// What was done before from a form like this, the newest last.
    private let history: [PipelineCommand]
    private var recalled: Int
    private var typed: [String]

    private init(
        _ kind: Kind,
        _ outline: PipelineOutline,
        _ history: [PipelineCommand],
        focus: Int = 0,
        _ fields: [(name: String, text: String, hint: String)]
    ) {
        self.kind = kind
        self.outline = outline
        self.history = history.filter { Self.texts($0, kind) != nil }
        self.fields = fields.map { Field(name: $0.name, hint: $0.hint, input: TextField($0.text, limit: 65_536)) }
        self.focus = focus
        recalled = self.history.count
        typed = fields.map(\.text)
    }

    /// An event of the kind that a rule matches, if one is selected.
    init(publishing row: PipelineOutline.Row?, _ outline: PipelineOutline, _ history: [PipelineCommand]) {
        var rule: PipelineParts.Rule?
        var bus = outline.parts.buses.first?.name ?? "default"
        if case .rule? = row?.part, let row {
            rule = outline.parts.rules[row.index]
            bus = outline.parts.rules[row.index].bus
        }
        if case .bus(let name)? = row?.part { bus = name }
        let source = rule.flatMap { $0.pattern.firstLiteral(of: "source") } ?? ""
        let type =
            rule.flatMap { $0.pattern.firstLiteral(of: "detail-type") ?? $0.pattern.firstLiteral(of: "type") } ?? ""
        self.init(
            .publish,
            outline,
            history,
            focus: source.isEmpty ? 1 : type.isEmpty ? 2 : 3,
            [
                ("bus", bus, ""), ("source", source, "who publishes it, such as shop"),
                ("type", type, "what happened, such as OrderPlaced"), ("data", "{}", "JSON"),
            ]
        )
    }

    init(fault function: String, _ outline: PipelineOutline, _ history: [PipelineCommand]) {
        let known = outline.parts.functions.first { $0.name == function }?.fault
        let fault = known ?? FaultInjection(function: function)
        self.init(
            .fault(function),
            outline,
            history,
            [
                ("share", fault.percent, "% of its invocations that fail"),
                (
                    "error", fault.error.type,
                    "its type; ServiceException is a failure of the service, and retried as one"
                ),
            ]
        )
    }

    init(replaying archive: String, _ outline: PipelineOutline, _ history: [PipelineCommand]) {
        self.init(
            .replay(archive),
            outline,
            history,
            [
                ("from", "", "RFC 3339 or -15m; empty: from the first event"),
                ("to", "", "up to this time; empty: to the last event"),
                ("rules", "", "by commas; empty: to all that match"),
                ("rate", "", "events a second; empty: as fast as they are taken"),
            ]
        )
    }

    package var title: String {
        switch kind {
        case .publish: "Publish an event"
        case .fault(let function): "Inject a fault into \(function)"
        case .replay(let archive): "Replay \(archive)"
        }
    }
    package var isOverlay: Bool { true }

    /// What `y` does.
    var verb: String {
        switch kind {
        case .publish: "publish"
        case .fault: "inject"
        case .replay: "start"
        }
    }

    package var keymap: Keymap {
        if ready != nil {
            return Keymap([
                Binding("y", .confirm, verb, footer: true),
                Binding([.escape, .enter, .character("n"), .character("q")], .back, "back to the form", footer: true),
            ])
        }
        var bindings = [
            Binding(.enter, .open, focus + 1 < fields.count ? "next" : "go on", footer: true),
            Binding(.tab, .nextPane, "next field", footer: true),
            Binding(.backTab, .previousPane, "previous field"),
        ]
        if !history.isEmpty {
            bindings += [Binding(.up, .up, "as before", footer: true), Binding(.down, .down, "as it was")]
        }
        return Keymap(bindings + [Binding(.escape, .back, "cancel", footer: true)])
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .confirm: return ready.map { .answer(.perform($0.command)) } ?? .handled()
        case .back where ready != nil: ready = nil
        case .back: return .pop()
        case .open where focus + 1 < fields.count: focus += 1
        case .open: check(snapshot.now)
        case .nextPane: focus = (focus + 1) % fields.count
        case .previousPane: focus = (focus + fields.count - 1) % fields.count
        case .up: recall(recalled - 1)
        case .down: recall(recalled + 1)
        default: return .ignored
        }
        return .handled()
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        guard ready == nil else { return .handled() }
        if fields[focus].input.handle(key) {
            mistake = nil
            recalled = history.count
            typed = fields.map(\.input.text)
        }
        return .handled()
    }

    private mutating func recall(_ index: Int) {
        guard (0...history.count).contains(index) else { return }
        recalled = index
        mistake = nil
        let texts = index < history.count ? Self.texts(history[index], kind) ?? typed : typed
        for i in fields.indices { fields[i].input.text = texts[i] }
    }

    private mutating func check(_ now: Timestamp) {
        do throws(FormMistake) {
            ready = try read(now)
            mistake = nil
        } catch {
            mistake = error
            focus = error.field
        }
    }
}

/// What is wrong with a form, and in which field.
struct FormMistake: Error, Hashable {
    var field: Int
    /// The character at fault, from 0; nil: the field as a whole.
    var offset: Int?
    var text: String
}

extension JSON {
    /// The first text that a pattern wants a member to equal; nil if it wants none.
    fileprivate func firstLiteral(of name: String) -> String? {
        self[name]?.array?.lazy.compactMap(\.string).first
    }
}
