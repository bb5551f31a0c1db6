package import EventModel

/// The rows of the Pipeline page: which parts each list has, in which order, and what is wrong with them. Holds on to the parts it
/// was made of; what a row says is put together when it is painted.
package struct PipelineOutline: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var part: PipelinePart
        /// Where the part stands in its list of ``PipelineParts``.
        var index: Int
        /// 1: it belongs to the row above it.
        var depth = 0
        var trouble: PipelineTrouble.Kind?
        /// Of a queue, the one consumer that takes from it.
        var consumer: Int?
    }

    package let parts: PipelineParts
    package let trend: PipelineTrend
    /// The gravest first, those of a kind by name.
    package let troubles: [PipelineTrouble]
    /// Where the executions of each machine stand, the latest first.
    let executions: [String: [Int]]
    /// Troubles by the section that lists their part.
    private let bySection: [PipelineSection: [PipelineTrouble.Kind: Int]]
    /// Consumers by what they take from.
    private let consumers: [String: [Int]]
    private let queueNames: Set<String>

    package init(_ view: PipelineView = PipelineView()) {
        parts = view.parts
        trend = view.trend
        let parts = view.parts
        executions = Dictionary(grouping: parts.executions.indices) { parts.executions[$0].machine }
        consumers = Dictionary(grouping: parts.consumers.indices) { parts.consumers[$0].source }
        queueNames = Set(parts.queues.lazy.map(\.name))
        troubles = Self.troubles(parts, view.trend)
        var counts: [PipelineSection: [PipelineTrouble.Kind: Int]] = [:]
        for trouble in troubles { counts[trouble.part.section, default: [:]][trouble.kind, default: 0] += 1 }
        bySection = counts
    }

    private static func troubles(_ parts: PipelineParts, _ trend: PipelineTrend) -> [PipelineTrouble] {
        typealias Kind = PipelineTrouble.Kind
        var found: [Kind: [PipelineTrouble]] = [:]
        func note(_ kind: Kind?, _ part: @autoclosure () -> PipelinePart, _ index: Int) {
            guard let kind else { return }
            found[kind, default: []].append(PipelineTrouble(kind: kind, part: part(), index: index))
        }
        for (i, function) in parts.functions.enumerated() {
            note(PipelineTrouble.of(function: function, trend), .function(function.name), i)
        }
        for (i, queue) in parts.queues.enumerated() {
            note(PipelineTrouble.of(queue: queue, trend), .queue(queue.name), i)
        }
        for (i, machine) in parts.machines.enumerated() where machine.failed > 0 {
            note(.failedExecutions, .machine(machine.name), i)
        }
        for (i, replay) in parts.replays.enumerated() where replay.state == "FAILED" {
            note(.failedReplay, .replay(replay.name), i)
        }
        for (i, consumer) in parts.consumers.enumerated() where consumer.isPaused {
            note(.paused, .consumer(consumer.id), i)
        }
        for (i, rule) in parts.rules.enumerated() { note(PipelineTrouble.of(rule: rule), .rule(rule.name), i) }
        if let budget = parts.cost.budget, budget > 0, parts.cost.spent >= budget * PipelineTrouble.budgetShare {
            note(.budget, .budget, 0)
        }
        return found.keys.sorted().flatMap { found[$0] ?? [] }
    }

    // MARK: Rows

    /// What a section has, and the worst of what is wrong there with how often.
    func summary(of section: PipelineSection) -> (count: Int, worst: (kind: PipelineTrouble.Kind, count: Int)?) {
        let count =
            switch section {
            case .attention: troubles.count
            case .rules: parts.rules.count
            case .queues: parts.queues.count
            case .functions: parts.functions.count
            case .machines: parts.machines.count
            case .archives: parts.archives.count
            }
        guard section != .attention else { return (count, troubles.first.map { ($0.kind, troubles.count) }) }
        return (count, bySection[section]?.min { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    /// The rows of a section that have every word of a filter; of a row that stays, the row it belongs to stays too.
    package func rows(_ section: PipelineSection, matching filter: String = "") -> [Row] {
        let all =
            switch section {
            case .attention:
                troubles.map { Row(part: $0.part, index: $0.index, trouble: $0.kind, consumer: consumer(of: $0.part)) }
            case .rules: ruleRows()
            case .queues: queueRows()
            case .functions:
                parts.functions.enumerated().map {
                    Row(part: .function($1.name), index: $0, trouble: PipelineTrouble.of(function: $1, trend))
                }
            case .machines: machineRows()
            case .archives: archiveRows()
            }
        let words = filter.lowercased().split(separator: " ")
        guard !words.isEmpty else { return all }
        var kept: [Row] = []
        var above: Row?
        for row in all {
            if row.depth == 0 { above = nil }
            if matches(row, words) {
                if let above { kept.append(above) }
                above = nil
                kept.append(row)
            } else if row.depth == 0 {
                above = row
            }
        }
        return kept
    }

    private func ruleRows() -> [Row] {
        let byBus = Dictionary(grouping: parts.rules.indices) { parts.rules[$0].bus }
        func rows(_ rules: [Int]) -> [Row] {
            rules.map {
                let rule = parts.rules[$0]
                return Row(part: .rule(rule.name), index: $0, depth: 1, trouble: PipelineTrouble.of(rule: rule))
            }
        }
        var all: [Row] = []
        for (i, bus) in parts.buses.enumerated() {
            all.append(Row(part: .bus(bus.name), index: i))
            all += rows(byBus[bus.name] ?? [])
        }
        // Rules of a bus that nobody has named.
        let known = Set(parts.buses.map(\.name))
        for name in byBus.keys.sorted() where !known.contains(name) { all += rows(byBus[name] ?? []) }
        return all
    }

    private func queueRows() -> [Row] {
        var all: [(name: String, rows: [Row])] = []
        for (i, queue) in parts.queues.enumerated() {
            let takers = consumers[queue.name] ?? []
            var row = Row(part: .queue(queue.name), index: i, trouble: PipelineTrouble.of(queue: queue, trend))
            if takers.count == 1 {
                row.consumer = takers[0]
                if parts.consumers[takers[0]].isPaused { row.trouble = min(row.trouble ?? .paused, .paused) }
            }
            all.append((queue.name, [row] + (takers.count > 1 ? takers.map { consumerRow($0, depth: 1) } : [])))
        }
        for (source, takers) in consumers where !queueNames.contains(source) {
            all.append((source, takers.map { consumerRow($0, depth: 0) }))
        }
        return all.sorted { $0.name < $1.name }.flatMap(\.rows)
    }

    private func consumerRow(_ index: Int, depth: Int) -> Row {
        let consumer = parts.consumers[index]
        return Row(
            part: .consumer(consumer.id),
            index: index,
            depth: depth,
            trouble: consumer.isPaused ? .paused : nil,
            consumer: index
        )
    }

    /// The consumer of a queue that has just one, or the consumer itself.
    private func consumer(of part: PipelinePart) -> Int? {
        switch part {
        case .queue(let name): consumers[name].flatMap { $0.count == 1 ? $0[0] : nil }
        case .consumer(let id): parts.consumers.firstIndex { $0.id == id }
        default: nil
        }
    }

    private func machineRows() -> [Row] {
        parts.machines.enumerated().flatMap { i, machine in
            [Row(part: .machine(machine.name), index: i, trouble: machine.failed > 0 ? .failedExecutions : nil)]
                + (executions[machine.name] ?? []).map {
                    let execution = parts.executions[$0]
                    return Row(
                        part: .execution(execution.id),
                        index: $0,
                        depth: 1,
                        trouble: execution.hasFailed ? .failedExecutions : nil
                    )
                }
        }
    }

    private func archiveRows() -> [Row] {
        let byArchive = Dictionary(grouping: parts.replays.indices) { parts.replays[$0].archive }
        func rows(_ replays: [Int]) -> [Row] {
            replays.map {
                let replay = parts.replays[$0]
                let isFailed = replay.state == "FAILED"
                return Row(
                    part: .replay(replay.name),
                    index: $0,
                    depth: 1,
                    trouble: isFailed ? .failedReplay : nil
                )
            }
        }
        var all: [Row] = []
        for (i, archive) in parts.archives.enumerated() {
            all.append(Row(part: .archive(archive.name), index: i))
            all += rows(byArchive[archive.name] ?? [])
        }
        let known = Set(parts.archives.map(\.name))
        for name in byArchive.keys.sorted() where !known.contains(name) { all += rows(byArchive[name] ?? []) }
        return all
    }

    // MARK: Looking for words

    /// Whether a row's texts have every one of some words in lower case.
    func matches(_ row: Row, _ words: [Substring]) -> Bool {
        let texts = texts(of: row)
        return words.allSatisfy { word in texts.contains { $0.lowercased().contains(word) } }
    }

    /// What a row can be found by.
    private func texts(of row: Row) -> [String] {
        var texts: [String] =
            switch row.part {
            case .rule: [parts.rules[row.index].isEnabled ? "on" : "off"] + parts.rules[row.index].targets
            case .consumer: [parts.consumers[row.index].source, parts.consumers[row.index].function]
            case .function: [parts.functions[row.index].service]
            case .execution:
                [
                    parts.executions[row.index].name, parts.executions[row.index].status,
                    parts.executions[row.index].correlationID, parts.executions[row.index].state ?? "",
                    parts.executions[row.index].error ?? "",
                ]
            case .archive: [parts.archives[row.index].bus]
            case .replay: [parts.replays[row.index].archive, parts.replays[row.index].state]
            case .bus, .queue, .machine, .budget: []
            }
        texts.append(row.part.name)
        if let consumer = row.consumer { texts.append(parts.consumers[consumer].function) }
        if row.trouble == .paused { texts.append("paused") }
        return texts
    }
}
