import EventModel

/// A flow's hops with their parents and outcomes, from columns alone: what the list of flows and the full tree share,
/// so that they cannot disagree.
///
/// No step recurses: a chain may be as deep as the flow has records.
struct FlowSkeleton {
    struct Node {
        var kind: HopKind
        var event: UInt64
        var cause: UInt64
        /// Time of its first record, and its start: earlier where only an end with a duration is known.
        var firstTime: Int64
        var start: Int64
        var end: Int64
        var attempt: UInt16
        /// Index of its first record.
        var first: Int
        var hasStart = false
        var hasEnd = false
        /// The outcome of its last record that tells one.
        var failed = false
        var failures = 0
        var retryPlanned = false
        var parent = -1
        var orphan = false
        var cycle = false
        /// Another attempt has the same event id: an asynchronous invocation keeps its request id.
        var sharesEvent = false
        /// It is not the first attempt of its event that is known.
        var isFurtherAttempt = false
        /// Failed, with another attempt to follow.
        var awaitsRetry = false
        /// The longest duration that its records name, in nanoseconds; ``Chunk/none`` if none does.
        var took = Chunk.none
        var status = TraceStatus.ok
        var isHop = false
        /// A record on a stream that nothing reads: there is nothing to wait for.
        var hasNoReader = false
        /// It had begun at the moment that the skeleton is of; always so but in ``asOf(_:seen:)``.
        var isKnown = true
    }

    /// In the order of their first record.
    var nodes: [Node] = []
    /// For each record the node it belongs to; -1: it makes a `log` node of its own later.
    private(set) var owner: [Int]
    /// Children of node `n`: `children[offsets[n]..<offsets[n + 1]]`, by start.
    private(set) var children: [Int] = []
    private(set) var offsets: [Int] = []
    var status = TraceStatus.ok
    /// Every failure that stands is of a message that is still in its queue.
    private(set) var awaitsRetry = false
    private(set) var retries = 0
    private(set) var deadLetters = 0
    private(set) var redrives = 0

    private struct Attempt: Hashable {
        var event: UInt64
        var number: UInt16
    }

    /// Of events with several attempts each attempt's node, and all of them in the order of their first record.
    private var byAttempt: [Attempt: Int] = [:]
    private var attempts: [UInt64: [Int]] = [:]
    /// Node of an event by its hash; of several attempts the first.
    private var byEvent: [UInt64: Int] = [:]

    /// - Parameters:
    ///   - records: of one flow, in time order.
    ///   - sameRequest: the node a record without causes belongs to by its request, if the caller knows.
    init(_ records: [FlowRecord], sameRequest: (Int, FlowSkeleton) -> Int? = { _, _ in nil }) {
        owner = Array(repeating: -1, count: records.count)
        byEvent.reserveCapacity(records.count)
        nodes.reserveCapacity(records.count)
        for i in records.indices { place(records[i], i) }
        for i in records.indices where owner[i] < 0 {
            if records[i].cause != 0, let node = resolve(records[i].cause, at: records[i].when) {
                owner[i] = node
            } else if records[i].cause == 0, let node = sameRequest(i, self) {
                owner[i] = node
            }
        }
        let real = nodes.count
        for i in records.indices where owner[i] < 0 {
            owner[i] = nodes.count
            nodes.append(loose(records[i], i))
        }
        link(real)
        breakCycles()
        sortChildren()
        settle(failed: records.contains { $0.failed })
    }

    private mutating func place(_ record: FlowRecord, _ i: Int) {
        guard record.event != 0 || record.hop != nil else { return }
        var found: Int?
        if record.event != 0, let known = byEvent[record.event] {
            found = known
            if record.hop == .invoke, nodes[known].kind == .invoke, record.attempt != 0, nodes[known].attempt != 0,
                record.attempt != nodes[known].attempt
            {
                found = byAttempt[Attempt(event: record.event, number: record.attempt)]
                if found == nil { addAttempt(record, after: known) }
            }
        }
        let node: Int
        if let found {
            node = found
        } else {
            node = nodes.count
            nodes.append(
                Node(
                    kind: record.hop ?? .span,
                    event: record.event,
                    cause: record.cause,
                    firstTime: record.when,
                    start: record.when,
                    end: record.when,
                    attempt: record.attempt,
                    first: i
                )
            )
            if record.event != 0 {
                nodes[node].sharesEvent = byEvent[record.event] != nil
                nodes[node].isFurtherAttempt = nodes[node].sharesEvent
                if byEvent[record.event] == nil { byEvent[record.event] = node }
            }
        }
        owner[i] = node
        note(record, on: node)
    }

    /// Announces the node about to be made as a further attempt of an event.
    private mutating func addAttempt(_ record: FlowRecord, after first: Int) {
        byAttempt[Attempt(event: record.event, number: record.attempt)] = nodes.count
        attempts[record.event, default: [first]].append(nodes.count)
        nodes[first].sharesEvent = true
    }

    mutating func note(_ record: FlowRecord, on node: Int) {
        if record.hop == .invoke { nodes[node].took = max(nodes[node].took, record.duration) }
        if let hop = record.hop, !nodes[node].isHop {
            nodes[node].isHop = true
            nodes[node].kind = hop
        }
        if nodes[node].cause == 0 { nodes[node].cause = record.cause }
        if nodes[node].attempt == 0 || record.hop == .deliver {
            nodes[node].attempt = max(nodes[node].attempt, record.attempt)
        }
        nodes[node].end = max(nodes[node].end, record.when)
        if record.flags.contains(.start) {
            nodes[node].hasStart = true
        } else {
            if record.hop == .invoke { nodes[node].hasEnd = true }
            nodes[node].start = min(nodes[node].start, record.began)
            // A hop's outcome is what its own records say, not what is logged beside it.
            if !nodes[node].isHop || record.hop != nil {
                if record.failed {
                    nodes[node].failures += 1
                    nodes[node].failed = true
                } else if record.hop != nil {
                    nodes[node].failed = false
                }
                if record.hop == .queue {
                    nodes[node].hasNoReader = record.flags.contains(.noReader)
                } else {
                    nodes[node].retryPlanned = record.flags.contains(.retryPlanned)
                }
            }
        }
    }

    /// A record that belongs to no hop: a `log` node, an orphan if it names a cause nobody has.
    private func loose(_ record: FlowRecord, _ i: Int) -> Node {
        var node = Node(
            kind: .log,
            event: 0,
            cause: record.cause,
            firstTime: record.when,
            start: record.when,
            end: record.when,
            attempt: record.attempt,
            first: i
        )
        node.failed = record.failed
        node.orphan = record.cause != 0
        return node
    }

    /// The node a cause names: of several attempts of one event the last that had begun by then.
    func resolve(_ cause: UInt64, at time: Int64) -> Int? {
        guard let first = byEvent[cause] else { return nil }
        guard nodes[first].sharesEvent, let attempts = attempts[cause] else { return first }
        var low = 0
        var high = attempts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if nodes[attempts[middle]].start <= time { low = middle } else { high = middle - 1 }
        }
        return attempts[low]
    }

    private mutating func link(_ real: Int) {
        var firstRoot = -1
        for n in 0..<real {
            let cause = nodes[n].cause
            if cause == 0 {
            } else if cause == nodes[n].event {
                nodes[n].cycle = true
            } else if let parent = resolve(cause, at: nodes[n].firstTime), parent != n {
                nodes[n].parent = parent
            } else {
                nodes[n].orphan = true
            }
            if nodes[n].parent < 0, firstRoot < 0 { firstRoot = n }
        }
        // Log nodes lie flat under the flow's first root, or beside one another where there is none.
        if firstRoot >= 0 { for n in real..<nodes.count { nodes[n].parent = firstRoot } }
    }

    /// Cuts each circle of causes at its earliest node, and marks all of it.
    private mutating func breakCycles() {
        // 0 unseen, 1 on the walk, 2 done.
        var colour = [UInt8](repeating: 0, count: nodes.count)
        for start in nodes.indices where colour[start] == 0 {
            var walk: [Int] = []
            var n = start
            while n >= 0, colour[n] == 0 {
                colour[n] = 1
                walk.append(n)
                n = nodes[n].parent
            }
            if n >= 0, colour[n] == 1 {
                var earliest = n
                var at = n
                repeat {
                    nodes[at].cycle = true
                    if (nodes[at].start, at) < (nodes[earliest].start, earliest) { earliest = at }
                    at = nodes[at].parent
                } while at != n
                nodes[earliest].parent = -1
            }
            for seen in walk { colour[seen] = 2 }
        }
    }

    private mutating func sortChildren() {
        offsets = Array(repeating: 0, count: nodes.count + 1)
        for node in nodes where node.parent >= 0 { offsets[node.parent + 1] += 1 }
        for n in nodes.indices { offsets[n + 1] += offsets[n] }
        children = Array(repeating: 0, count: offsets[nodes.count])
        var fill = offsets
        for n in nodes.indices where nodes[n].parent >= 0 {
            children[fill[nodes[n].parent]] = n
            fill[nodes[n].parent] += 1
        }
        for n in nodes.indices where offsets[n + 1] - offsets[n] > 1 {
            children[offsets[n]..<offsets[n + 1]].sort { (nodes[$0].start, $0) < (nodes[$1].start, $1) }
        }
    }

    func childRange(_ n: Int) -> ArraySlice<Int> { children[offsets[n]..<offsets[n + 1]] }

    /// The children that had begun.
    private func knownChildren(_ n: Int) -> some BidirectionalCollection<Int> {
        childRange(n).lazy.filter { nodes[$0].isKnown }
    }

    // MARK: - Outcomes

    private struct Found {
        var dead = false, error = false, final = false, running = false, retried = false, hops = false
    }

    /// Says of each node how it ended, and of the flow.
    ///
    /// - Parameter failed: one of the records tells a failure; asked only where no record is a hop.
    mutating func settle(failed: @autoclosure () -> Bool) {
        (awaitsRetry, retries, deadLetters, redrives) = (false, 0, 0, 0)
        var found = Found()
        for n in nodes.indices where nodes[n].isKnown {
            switch nodes[n].kind {
            case .invoke:
                nodes[n].status = nodes[n].failed ? .error : nodes[n].hasEnd ? .ok : .running
            default: nodes[n].status = nodes[n].failed ? .error : .ok
            }
            if nodes[n].isHop { found.hops = true }
        }
        for n in nodes.indices where nodes[n].isHop && nodes[n].isKnown { settle(n, &found) }
        // A redrive ended as what it sent did.
        for n in nodes.indices where nodes[n].kind == .redrive && nodes[n].isKnown {
            if let sent = knownChildren(n).last(where: { nodes[$0].kind == .queue || nodes[$0].kind == .deliver }) {
                nodes[n].status = nodes[sent].status
            }
        }
        if !found.hops {
            status = failed() ? .error : .ok
            return
        }
        status =
            found.dead
            ? .dead
            : found.error
                ? .error
                : found.running
                    ? .running
                    : found.retried && deadLetters == 0 ? .retried : .ok
        awaitsRetry = status == .error && !found.final
    }

    private mutating func settle(_ n: Int, _ found: inout Found) {
        switch nodes[n].kind {
        case .deadletter:
            nodes[n].status = .dead
            deadLetters += 1
            if !knownChildren(n).contains(where: { nodes[$0].kind == .redrive }) { found.dead = true }
        case .redrive:
            redrives += 1
            settleAttempts(n, &found)
        case .queue, .deliver: settleAttempts(n, &found)
        case .invoke:
            if nodes[n].status == .running { found.running = true }
            let parent = nodes[n].parent < 0 ? nil : nodes[nodes[n].parent].kind
            let judgedByParent = parent == .queue || parent == .deliver || parent == .redrive
            if nodes[n].failed, !judgedByParent, !hasDeadLetter(n) { settleUnjudged(n, &found) }
        default: if nodes[n].failed { (found.error, found.final) = (true, true) }
        }
    }

    /// An attempt that failed and hangs below nothing that another attempt would hang below too.
    private mutating func settleUnjudged(_ n: Int, _ found: inout Found) {
        if nodes[n].sharesEvent, let all = attempts[nodes[n].event], all.last(where: { nodes[$0].isKnown }) != n {
            retries += 1
            found.retried = true
        } else {
            found.error = true
            nodes[n].awaitsRetry = nodes[n].retryPlanned
            if !nodes[n].retryPlanned { found.final = true }
        }
    }

    private func hasDeadLetter(_ n: Int) -> Bool { knownChildren(n).contains { nodes[$0].kind == .deadletter } }

    /// A message, a delivery or a redrive ended as its last attempt did.
    private mutating func settleAttempts(_ n: Int, _ found: inout Found) {
        var last = -1
        var attempts = 0
        var failures = 0
        for child in knownChildren(n) where nodes[child].kind == .invoke {
            attempts += 1
            if nodes[child].failed { failures += 1 }
            if last < 0 || (nodes[last].attempt, nodes[last].start) <= (nodes[child].attempt, nodes[child].start) {
                last = child
            }
        }
        // What exhausted its attempts died, whether its dead letter names the message or the last attempt as its cause.
        let isDead = hasDeadLetter(n) || last >= 0 && hasDeadLetter(last)
        let deliveryFailed = nodes[n].kind == .deliver && nodes[n].failed
        if attempts > 1 { retries += attempts - 1 }
        if nodes[n].kind == .deliver {
            retries += nodes[n].failures - (deliveryFailed && !nodes[n].retryPlanned ? 1 : 0)
        }
        if isDead {
            nodes[n].status = .dead
        } else if deliveryFailed {
            nodes[n].status = nodes[n].retryPlanned ? .running : .error
            nodes[n].awaitsRetry = nodes[n].retryPlanned
        } else if last >= 0 {
            if nodes[n].kind == .deliver { failures += nodes[n].failures }
            nodes[n].status =
                nodes[last].failed ? .error : nodes[last].status == .running ? .running : failures > 0 ? .retried : .ok
        } else if nodes[n].kind == .deliver {
            nodes[n].status = nodes[n].failures > 0 ? .retried : .ok
        } else if nodes[n].kind == .redrive {
            nodes[n].status = knownChildren(n).isEmpty ? .running : .ok
        } else {
            nodes[n].status = knownChildren(n).isEmpty && !nodes[n].hasNoReader ? .running : .ok
        }
        switch nodes[n].status {
        case .error:
            found.error = true
            // A queue hands a failed message out again; other failures say whether another attempt follows.
            if last >= 0, nodes[n].kind == .queue || !deliveryFailed && nodes[last].retryPlanned {
                nodes[n].awaitsRetry = true
                nodes[last].awaitsRetry = true
            } else {
                found.final = true
            }
        case .running: found.running = true
        case .retried: found.retried = true
        default: break
        }
    }
}
