import EventModel

extension Step {
    /// Iterations of a Map state that run at once where it does not say (https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html).
    private static let concurrency = 40
    /// The same of a distributed one, which the service lets have 10,000: more would be in one snapshot here.
    private static let distributedConcurrency = 1000

    func children(_ fields: MapFields, _ flow: inout DataFlow, _ data: JSON) throws(StateFailure) -> Children {
        let items = try flow.items(fields, data)
        let given = try flow.integer(fields.maxConcurrency, "MaxConcurrency", data, 0...Retrier.longest) ?? 0
        let most = fields.isDistributed ? Self.distributedConcurrency : Self.concurrency
        let count = try flow.integer(fields.toleratedCount, "ToleratedFailureCount", data, 0...Retrier.longest)
        let percentage = try flow.percentage(fields.toleratedPercentage, data)
        var children = Children(
            data: data,
            items: items,
            count: items.count,
            concurrency: given == 0 ? most : min(given, most)
        )
        children.hasThreshold = fields.isDistributed
        // The first of the two that is exceeded fails the state.
        let share = percentage.map { Int(Double(items.count) * $0 / 100) }
        children.mostFailures = min(count ?? share ?? 0, share ?? count ?? 0)
        return children
    }

    mutating func beginChildren(_ id: Int, _ children: Children) {
        guard let (state, _) = current(id) else { return }
        execution.branches[id]?.state?.children = children
        execution.branches[id]?.state?.work = .children
        if let items = children.items {
            record(.mapStateStarted, id, ["length": .int(items.count)])
            if state.isDistributedMap { record(.mapRunStarted, id, [:]) }
        } else {
            record(.parallelStateStarted, id, [:])
        }
        goOn(id)
    }

    /// Starts as many more as may run, or ends the state once all have ended.
    mutating func goOn(_ id: Int) {
        while let children = execution.branches[id]?.state?.children, execution.branches[id]?.state?.work == .children,
            execution.status == .running
        {
            if children.isDone { return allClosed(id, children) }
            guard children.next < children.count, children.running < children.concurrency else { return }
            startChild(id, children)
        }
    }

    private mutating func startChild(_ id: Int, _ children: Children) {
        guard let (state, run) = current(id), let parent = execution.branches[id] else { return }
        let index = children.next
        let item = children.items?[index]
        var input = item ?? children.data
        if case .map(let fields) = state.kind, let item, let selector = fields.itemSelector {
            var context = context(id).object ?? JSON.Object()
            context["Map"] = Self.item(index, item)
            let scope = Scope(input: children.data, context: .object(context), variables: variables(id))
            do throws(StateFailure) {
                input = try selector.value(in: scope, &random)
                try DataLimit.check(input, "The state/task '\(state.name)' made an item")
            } catch {
                abort(descendants(of: id))
                return fail(id, located(error, run))
            }
        }
        let child = execution.nextBranch
        execution.nextBranch += 1
        if children.items != nil, !state.isDistributedMap { record(.mapIterationStarted, id, iteration(state, index)) }
        let isDistributed = state.isDistributedMap
        execution.branches[child] = Branch(
            id: child,
            parent: id,
            index: index,
            item: item,
            history: isDistributed ? child : parent.history,
            lastEvent: isDistributed ? 0 : execution.branches[id]?.lastEvent ?? 0
        )
        execution.branches[id]?.state?.children?.next += 1
        execution.branches[id]?.state?.children?.running += 1
        let starts = state.innerStarts
        enter(child, starts[children.items == nil ? index : 0], input)
    }

    /// A branch or an iteration has ended well.
    mutating func closed(_ child: Int, _ output: JSON) {
        // No copy of the outputs is held here: they would be copied whole for each that is added.
        guard let branch = execution.branches.removeValue(forKey: child), let id = branch.parent,
            let name = execution.branches[id]?.state?.name, let state = machine.states[name]
        else { return }
        execution.branches[id]?.state?.children?.running -= 1
        execution.branches[id]?.state?.children?.outputs[branch.index] = output
        execution.branches[id]?.state?.children?.bytes += DataLimit.size(output) + 1
        if state.type == "Map", !state.isDistributedMap {
            record(.mapIterationSucceeded, id, iteration(state, branch.index))
        }
        guard (execution.branches[id]?.state?.children?.bytes ?? 0) <= DataLimit.bytes else {
            abort(descendants(of: id))
            return fail(id, DataLimit.failure("The state/task '\(name)' returned a result"))
        }
        goOn(id)
    }

    private mutating func allClosed(_ id: Int, _ children: Children) {
        guard let (state, _) = current(id) else { return }
        if state.isDistributedMap { record(.mapRunSucceeded, id, [:]) }
        record(children.items == nil ? .parallelStateSucceeded : .mapStateSucceeded, id, [:])
        drop(descendants(of: id))
        conclude(id, children.result)
    }

    func iteration(_ state: State, _ index: Int) -> JSON { ["name": .string(state.name), "index": .int(index)] }

    static func item(_ index: Int, _ value: JSON) -> JSON { ["Item": ["Index": .int(index), "Value": value]] }

    /// Every branch below one, parents first.
    func descendants(of id: Int) -> [Int] {
        var children: [Int: [Int]] = [:]
        for branch in execution.branches.values {
            if let parent = branch.parent { children[parent, default: []].append(branch.id) }
        }
        var found: [Int] = []
        var open = children[id]?.sorted() ?? []
        while let next = open.popLast() {
            found.append(next)
            open += children[next]?.sorted() ?? []
        }
        return found
    }
}

extension State {
    var isDistributedMap: Bool { if case .map(let fields) = kind { fields.isDistributed } else { false } }
}
