import EventModel
import Telemetry
import TerminalUI

extension PipelineScreen {
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        if case .show(.pipeline(let aim)) = action {
            // A page that was not open has not seen the snapshot.
            settle(snapshot)
            return aim.map { take($0, snapshot) } ?? .handled()
        }
        guard snapshot.pipeline.available else { return .ignored }
        if let target = ListPlace.target(action, in: view(PipelineLayout(snapshot.body))) {
            select(target, snapshot)
            return .handled()
        }
        if case .perform(let command) = action {
            history = history.filter { $0 != command }.suffix(19) + [command]
            return .handled([.perform(command)])
        }
        let acts = PipelineActs(outline, selected, history: history)
        if let reaction = acts.reaction(to: action, now: snapshot.now) { return reaction }
        switch action {
        case .nextPane: turn(1, snapshot)
        case .previousPane: turn(-1, snapshot)
        case .open: return selected.map { open($0, snapshot) } ?? .handled()
        case .detail: return selected.map { .push(PartScreen($0.part, history: history)) } ?? .handled()
        case .openFlow: return selected.map { outline.flows(of: $0) } ?? .handled()
        case .openRecords:
            guard let selected else { return .handled() }
            return .go(.logs(query: outline.records(of: selected)))
        case .copy: return .handled(selected.map { [.copy($0.part.name)] } ?? [])
        case .nextError, .previousError: return hop(action, "nothing else is wrong here") { $0.trouble != nil }
        case .editSearch: return .push(SearchBar(""))
        case .applySearch(let text):
            search = text.lowercased()
            guard !search.isEmpty else { return .handled() }
            return hop(.applySearch(text), "nothing here is called so") { $0.part.name.lowercased().contains(search) }
        case .nextMatch, .previousMatch:
            guard !search.isEmpty else { return .handled([.notice(Notice(.information, "/ searches first"))]) }
            return hop(action, "nothing else here is called so") { $0.part.name.lowercased().contains(search) }
        case .editFilter: return .push(WordsBar(filter))
        case .previewFilter(let text):
            preview = text
            refilter(snapshot)
        case .dropPreview:
            preview = nil
            refilter(snapshot)
        case .applyFilter(let text):
            (filter, preview) = (text, nil)
            refilter(snapshot)
        case .back where !search.isEmpty: search = ""
        case .back where !filter.isEmpty:
            filter = ""
            refilter(snapshot)
        default: return .ignored
        }
        return .handled()

        /// The next row, or the previous, that is as wanted; a search also finds the selected one, and begins anew at the end.
        func hop(_ action: Action, _ none: String, _ isWanted: (PipelineOutline.Row) -> Bool) -> Reaction {
            let here = selected.flatMap { row in rows.firstIndex { $0.part == row.part } } ?? 0
            let found = rows.indices.filter { isWanted(rows[$0]) }
            let next: Int? =
                switch action {
                case .previousError, .previousMatch: found.last { $0 < here }
                case .applySearch: found.first { $0 >= here } ?? found.first
                default: found.first { $0 > here }
                }
            guard let next else { return .handled([.notice(Notice(.information, none))]) }
            select(next, snapshot)
            return .handled()
        }
    }

    private mutating func turn(_ step: Int, _ snapshot: Snapshot) {
        let all = PipelineSection.allCases
        let count = all.count
        open(all[(section.rawValue + step + count) % count], snapshot)
    }

    private mutating func open(_ row: PipelineOutline.Row, _ snapshot: Snapshot) -> Reaction {
        switch row.part {
        case .rule, .archive, .replay, .budget: return .push(PartScreen(row.part, history: history))
        case .execution(let id): return .push(ExecutionScreen(id))
        case .queue(let name) where outline.isDeadLetterQueue(row): return .go(.deadLetters(queue: name))
        case .machine where section == .attention:
            // From what is wrong to the first execution that failed.
            let failed = outline.failedExecution(of: row)
            return show(failed ?? row.part, snapshot) ? .handled() : .ignored
        case .bus, .queue, .consumer, .function, .machine: return outline.flows(of: row)
        }
    }
}

extension PipelineOutline {
    /// A part's row, whichever section lists it; nil if it is gone.
    func row(of part: PipelinePart) -> Row? {
        rows(part.section).first { $0.part == part } ?? rows(.attention).first { $0.part == part } ?? consumerRow(part)
    }

    /// A consumer that stands in the row of its queue, as a row of its own.
    private func consumerRow(_ part: PipelinePart) -> Row? {
        guard case .consumer(let id) = part, let index = parts.consumers.firstIndex(where: { $0.id == id }) else {
            return nil
        }
        return Row(part: part, index: index, trouble: parts.consumers[index].isPaused ? .paused : nil, consumer: index)
    }

    /// Where the flows of a part are: an execution has one, of what fails those that failed there.
    func flows(of row: Row) -> Reaction {
        if case .execution = row.part { return .go(.trace(parts.executions[row.index].correlationID)) }
        let records = records(of: row)
        guard !records.isEmpty else {
            return .handled([.notice(Notice(.information, "no record tells of it alone"))])
        }
        let query = row.trouble == .failing ? QueryText.and(records, "level>=error or exists(error)") : records
        return .go(.traces(query: query, sort: .latest))
    }

    /// The records that tell of a part, as a query; empty where none does.
    func records(of row: Row) -> String {
        switch row.part {
        case .consumer: PipelinePart.function(parts.consumers[row.index].function).records ?? ""
        case .execution: QueryText.equal("correlation_id", parts.executions[row.index].correlationID)
        case .archive: PipelinePart.bus(parts.archives[row.index].bus).records ?? ""
        case .replay:
            parts.archives.first { $0.name == parts.replays[row.index].archive }
                .flatMap { PipelinePart.bus($0.bus).records } ?? ""
        default: row.part.records ?? ""
        }
    }

    /// The execution that failed last, of a machine or of the execution itself.
    func failedExecution(of row: Row) -> PipelinePart? {
        switch row.part {
        case .execution: parts.executions[row.index].hasFailed ? row.part : nil
        case .machine(let name):
            executions[name]?.first { parts.executions[$0].hasFailed }.map { .execution(parts.executions[$0].id) }
        default: nil
        }
    }
}
