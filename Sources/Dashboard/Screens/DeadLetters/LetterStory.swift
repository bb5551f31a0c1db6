import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// What happened to a message before it died: how its flow led to it, every attempt with its wait and its error, and the log lines
/// of the flow around each.
struct LetterStory {
    typealias Piece = (text: String, style: Style)

    let letter: DeadLetter
    let snapshot: Snapshot
    let theme: Theme
    /// Log lines shown of one attempt.
    var logLines = 4
    /// Columns that the name of a hop may take.
    var nameWidth = 22

    /// Attempts shown; a message has few, unless somebody else's broker lets it have any number.
    private static let mostAttempts = 48

    /// From the flow's start to the end, at most `limit`.
    func lines(limit: Int = 1_000) -> [[Piece]] {
        let tree = snapshot.trace.flatMap { $0.summary.correlationID == letter.correlationID ? $0 : nil }
        let dead = tree?.index(of: TraceTree.key(ofEvent: "dead:\(letter.id)"))
        var lines: [[Piece]] = []
        if let tree, let dead {
            lines += way(to: dead, in: tree).map { hop($0, tree) }
            if letter.attempts.isEmpty {
                lines += tries(of: dead, in: tree).suffix(Self.mostAttempts).map { hop($0, tree) }
            }
        }
        lines += attempts(
            letter.attempts,
            tree.flatMap { tree in dead.map { (tree, tries(of: $0, in: tree)) } },
            limit: limit
        )
        lines.append([
            ("\(letter.died.clock()) ", theme.dim), ("\(theme.dead) dead ", theme.error), (letter.queue, theme.text),
        ])
        return Array(lines.prefix(limit))
    }

    /// Attempts of any life, each with how long it waited, its error, and what was logged meanwhile.
    func attempts(
        _ attempts: [DeadLetter.Attempt],
        _ flow: (tree: TraceTree, tries: [Int])? = nil,
        limit: Int = 1_000
    ) -> [[Piece]] {
        var lines: [[Piece]] = []
        var previous: Timestamp?
        for attempt in attempts.suffix(Self.mostAttempts) where lines.count < limit {
            let wait = previous.map { "after \(Figures.duration(attempt.at - $0)) " } ?? ""
            previous = attempt.at
            lines.append([
                ("\(attempt.at.clock()) ", theme.dim), ("\(theme.failed) \(attempt.number) ", theme.error),
                (wait, theme.dim), (attempt.error.type, theme.text),
                (attempt.error.message.isEmpty ? "" : ": \(attempt.error.message.prefix(300))", theme.dim),
            ])
            if let flow, let hop = flow.tries.first(where: { Int(flow.tree.hops[$0].attempt) == attempt.number }) {
                lines += logged(hop, flow.tree)
            }
        }
        return lines
    }

    /// What was logged while a hop ran.
    private func logged(_ hop: Int, _ tree: TraceTree) -> [[Piece]] {
        var lines: [[Piece]] = []
        for id in tree.records(of: hop).prefix(64) where lines.count < logLines {
            guard !snapshot.records.hasMetrics(id), let row = snapshot.records.row(id), row.hop == nil,
                !row.message.isEmpty
            else { continue }
            let severity = row.severity.map { $0.name.uppercased() } ?? ""
            lines.append([
                ("  \(row.time.clock(digits: 3)) ", theme.dim), ("\(severity) ", theme.style(of: row.severity)),
                (String(row.message.prefix(500)), theme.text),
            ])
        }
        return lines
    }

    /// The hops from the flow's start to what it died under.
    private func way(to dead: Int, in tree: TraceTree) -> [Int] {
        var way: [Int] = []
        var child = dead
        while let parent = tree.parent(of: child), way.count < 32 {
            way.append(parent)
            child = parent
        }
        return way.reversed()
    }

    /// The attempts that led to it, as the flow has them.
    private func tries(of dead: Int, in tree: TraceTree) -> [Int] {
        guard let parent = tree.parent(of: dead) else { return [] }
        return tree.children(of: parent).filter { $0 != dead && tree.hops[$0].start <= tree.hops[dead].start }
    }

    private func hop(_ index: Int, _ tree: TraceTree) -> [Piece] {
        let row = FlowRow(index, in: tree, folded: false, theme: theme)
        return [
            ("\(tree.hops[index].start.clock()) ", theme.dim),
            ("\(tree.node(index).name.truncated(to: nameWidth)) ", theme.style(row.tone)),
            (row.status, theme.style(row.statusTone)),
        ]
    }
}
