/// A part of the pipeline that can be selected, by what it is and not by where it stands.
package enum PipelinePart: Hashable, Sendable {
    case bus(String)
    case rule(String)
    case queue(String)
    /// By its id.
    case consumer(String)
    case function(String)
    case machine(String)
    /// By its id.
    case execution(String)
    case archive(String)
    case replay(String)
    /// What was to be spent in a month.
    case budget

    /// Its name or id.
    package var name: String {
        switch self {
        case .bus(let name), .rule(let name), .queue(let name), .consumer(let name), .function(let name),
            .machine(let name), .execution(let name), .archive(let name), .replay(let name):
            name
        case .budget: "budget"
        }
    }

    /// Its name as it is shown: of an execution's ARN the last part, which is the execution's own.
    package var label: String {
        guard case .execution(let id) = self else { return name }
        return id.utf8.lastIndex(of: UInt8(ascii: ":")).map { String(id[id.utf8.index(after: $0)...]) } ?? id
    }

    /// `function notify`; a name that begins with what it is stands alone.
    var words: String { label.hasPrefix(kind + "-") ? label : "\(kind) \(label)" }

    /// What it is, in words.
    package var kind: String {
        switch self {
        case .bus: "bus"
        case .rule: "rule"
        case .queue: "queue"
        case .consumer: "consumer"
        case .function: "function"
        case .machine: "state machine"
        case .execution: "execution"
        case .archive: "archive"
        case .replay: "replay"
        case .budget: "budget"
        }
    }

    /// What the selection holds on to while rows come and go.
    var anchor: String { "\(kind) \(name)" }

    /// The section that lists it.
    package var section: PipelineSection {
        switch self {
        case .bus, .rule: .rules
        case .queue, .consumer: .queues
        case .function: .functions
        case .machine, .execution: .machines
        case .archive, .replay: .archives
        case .budget: .attention
        }
    }

    /// The records that tell of it, as a query; nil where no query does.
    var records: String? {
        switch self {
        case .bus(let name): "hop=publish \(QueryText.equal("resource", name))"
        case .rule(let name): "hop=deliver resource~\(QueryText.quoted("^" + QueryText.escaped(name) + "/"))"
        case .queue(let name): QueryText.equal("resource", name)
        case .function(let name): "hop=invoke \(QueryText.equal("resource", name))"
        case .machine(let name): "hop=state \(QueryText.equal("resource", "state-machine/" + name))"
        case .consumer, .execution, .archive, .replay, .budget: nil
        }
    }
}

/// The lists of the Pipeline page, in their order.
package enum PipelineSection: Int, Hashable, Sendable, CaseIterable {
    case attention, rules, queues, functions, machines, archives

    package var title: String {
        switch self {
        case .attention: "Needs attention"
        case .rules: "Buses and rules"
        case .queues: "Queues"
        case .functions: "Functions"
        case .machines: "State machines"
        case .archives: "Archives"
        }
    }

    /// Where there is little room.
    package var shortTitle: String {
        switch self {
        case .attention: "Attention"
        case .rules: "Rules"
        case .queues: "Queues"
        case .functions: "Functions"
        case .machines: "Machines"
        case .archives: "Archives"
        }
    }
}
