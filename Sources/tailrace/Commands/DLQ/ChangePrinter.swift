import DeadLetters
import EventModel
import TerminalUI

/// What edits do to messages, as diffs for a person.
struct ChangePrinter {
    let paint: Paint

    func lines(_ changes: [MessageChange], of plan: RedrivePlan) -> [String] {
        var lines: [String] = []
        for change in changes {
            lines.append(paint("--- \(visible(change.id))", .bold))
            if let problem = change.problem {
                lines.append(paint("  ! \(visible(problem))", .red))
                continue
            }
            if let objection = change.objection {
                lines.append(paint("  ! would break \(visible(objection))", .yellow))
            }
            lines += change.diff().map { line in
                let text = visible(line.description)
                return switch line.kind {
                case .same: text
                case .removed: paint(text, .red)
                case .added: paint(text, .green)
                case .place: paint(text, .cyan)
                }
            }
        }
        let changed = changes.count { $0.isChanged || $0.problem != nil }
        if plan.edited > changed, !changes.isEmpty {
            lines.append("and \(counted(plan.edited - changed, "further message")) changed")
        }
        return lines
    }
}

extension MessageChange {
    /// `{"id","problem","objection","diff":[…]}`, the diff's lines as `diff -u` marks them.
    var json: JSON {
        [
            "id": .string(id),
            "problem": problem.map(JSON.string) ?? .null,
            "objection": objection.map(JSON.string) ?? .null,
            "diff": .array(diff().map { .string($0.description) }),
        ]
    }
}
