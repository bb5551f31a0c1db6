package import EventModel

/// An execution of a state machine as it was at one instant.
package struct ExecutionMoment: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable {
        case running, succeeded, failed, aborted
        case timedOut = "timed_out"
        /// Its own records are not there.
        case unknown
    }
    /// A state that had been entered.
    package struct State: Hashable, Sendable {
        package enum Status: String, Hashable, Sendable {
            case current, done
            /// It failed, and another state caught that.
            case caught
            case failed
            /// Its execution ended without it being left.
            case aborted
        }
        package var name: String
        package var status: Status
        /// How often its task had been handed out; 0 for a state without one.
        package var attempt: Int
        package var entered: Timestamp
        /// Nil: it had not been left.
        package var left: Timestamp?
        /// The type of the last error of its task.
        package var error: ErrorInfo?
        /// 0 for a state of the machine itself, 1 within a Parallel or Map state, …
        package var depth: Int
    }
    package var id: String
    package var machine: String
    package var service: String
    package var status: Status
    package var started: Timestamp
    package var ended: Timestamp?
    /// In the order in which they were entered; bounded, the last ones stay.
    package var states: [State]
    /// How many states were entered before the first of ``states``.
    package var hiddenStates: Int
    package var error: ErrorInfo?

    /// The states it was in: several in a Parallel or Map state, none once it has ended.
    package var current: [State] {
        states.indices.filter { i in
            // A state that holds others is where its innermost is.
            states[i].status == .current
                && !states[(i + 1)...].prefix { $0.depth > states[i].depth }.contains { $0.status == .current }
        }.map { states[$0] }
    }

    /// So many states are read of one execution.
    static let mostStates = 200
}

extension PastSkeleton {
    /// The executions that had begun, at most `limit`: those that still ran first, then the latest.
    func executions(_ lines: FlowLines, limit: Int) -> (shown: [ExecutionMoment], hidden: Int) {
        let begun = history.executions.filter { Int($0.opening(history.entries)) < seen }
        let shown: [ExecutionOutline]
        if begun.count <= limit {
            shown = begun
        } else {
            let running = begun.filter { $0.node >= 0 && skeleton.nodes[$0.node].status == .running }
            let ended = begun.filter { $0.node < 0 || skeleton.nodes[$0.node].status != .running }
            shown = (running.suffix(limit) + ended.suffix(max(0, limit - running.count)))
                .sorted { $0.opening(history.entries) < $1.opening(history.entries) }
        }
        return (shown.map { moment(of: $0, lines) }, begun.count - shown.count)
    }

    private func moment(of outline: ExecutionOutline, _ lines: FlowLines) -> ExecutionMoment {
        let states = outline.states.filter { isBegun($0) }
        let head = outline.node >= 0 ? outline.node : states.first ?? outline.states[0]
        let first = history.records[history.skeleton.nodes[head].first]
        var moment = ExecutionMoment(
            id: "",
            machine: "",
            service: "",
            status: .unknown,
            started: Timestamp(nanoseconds: history.skeleton.nodes[head].start),
            states: [],
            hiddenStates: max(0, states.count - ExecutionMoment.mostStates)
        )
        if lines.decode(first.id) {
            moment.id = lines.decoder.member("execution_id") ?? lines.decoder.text(.eventID) ?? ""
            moment.service = lines.decoder.text(.service) ?? ""
            moment.machine = lines.decoder.text(.resource).map { String($0.split(separator: "/").last ?? "") } ?? ""
        }
        if outline.node >= 0 { tellEnd(of: outline.node, &moment, lines) }
        let base = states.first.map { depth($0) } ?? 0
        moment.states = states.suffix(ExecutionMoment.mostStates).map {
            state($0, depth: max(0, depth($0) - base), isRunning: moment.status == .running, lines)
        }
        return moment
    }

    private func depth(_ n: Int) -> Int { Int(history.tree.hops[Int(history.place[n])].depth) }

    private func tellEnd(of node: Int, _ moment: inout ExecutionMoment, _ lines: FlowLines) {
        for i in history.owned[node] where isSeen(i) {
            let at = Timestamp(nanoseconds: history.records[Int(i)].when)
            let event = history.stateEvents[Int(i)]
            switch event {
            case .executionStarted, .executionRedriven: (moment.status, moment.ended) = (.running, nil)
            case .executionSucceeded: (moment.status, moment.ended) = (.succeeded, at)
            case .executionFailed: (moment.status, moment.ended) = (.failed, at)
            case .executionTimedOut: (moment.status, moment.ended) = (.timedOut, at)
            case .executionAborted: (moment.status, moment.ended) = (.aborted, at)
            default: continue
            }
            moment.error = event.isFailure && lines.decode(history.records[Int(i)].id) ? lines.decoder.error : nil
        }
    }

    private func state(_ n: Int, depth: Int, isRunning: Bool, _ lines: FlowLines) -> ExecutionMoment.State {
        let node = history.skeleton.nodes[n]
        var state = ExecutionMoment.State(
            name: "",
            status: .current,
            attempt: 0,
            entered: Timestamp(nanoseconds: node.start),
            depth: depth
        )
        var failed: Int?
        for i in history.owned[n] where isSeen(i) {
            switch history.stateEvents[Int(i)] {
            case .entered: state.left = nil
            case .exited: state.left = Timestamp(nanoseconds: history.records[Int(i)].when)
            case .scheduled: state.attempt += 1
            case .succeeded: failed = nil
            case .failed, .timedOut, .aborted: failed = history.records[Int(i)].id
            default: break
            }
        }
        if lines.decode(history.records[node.first].id) {
            state.name = lines.decoder.member("state") ?? lines.decoder.message ?? ""
        }
        if let failed, lines.decode(failed) { state.error = lines.decoder.error }
        if state.left != nil {
            state.status = failed == nil ? .done : .caught
        } else if !isRunning {
            state.status = failed == nil ? .aborted : .failed
        }
        return state
    }
}
