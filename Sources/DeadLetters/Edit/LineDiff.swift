/// What differs between two texts, line by line.
package struct LineDiff: Hashable, Sendable {
    private let old: [String]
    private let new: [String]
    private let script: EditScript

    package init(_ old: [String], _ new: [String]) {
        self.old = old
        self.new = new
        script = EditScript(old, new)
    }

    /// The lines that differ with `context` lines around them, each part after a line that tells its place, as `diff -u` writes
    /// them (https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html). Empty where nothing differs.
    package func unified(context: Int = 3) -> [DiffLine] {
        var out: [DiffLine] = []
        var hunk: [DiffLine] = []
        var (oldStart, newStart) = (0, 0)
        func close(_ oldEnd: Int, _ newEnd: Int) {
            guard !hunk.isEmpty else { return }
            out.append(DiffLine(.place, "@@ -\(span(oldStart, oldEnd)) +\(span(newStart, newEnd)) @@"))
            out += hunk
            hunk = []
        }
        for (n, run) in script.runs.enumerated() {
            switch run {
            case .removed(let range): hunk += old[range].map { DiffLine(.removed, $0) }
            case .added(let range): hunk += new[range].map { DiffLine(.added, $0) }
            case .same(let range, let other):
                let (isFirst, isLast) = (n == 0, n == script.runs.count - 1)
                // Two parts that would touch are one.
                if !isFirst, !isLast, range.count <= 2 * context {
                    hunk += old[range].map { DiffLine(.same, $0) }
                    continue
                }
                let shown = min(context, range.count)
                if !isFirst {
                    hunk += old[range.prefix(shown)].map { DiffLine(.same, $0) }
                    close(range.lowerBound + shown, other.lowerBound + shown)
                }
                if !isLast {
                    (oldStart, newStart) = (range.upperBound - shown, other.upperBound - shown)
                    hunk = old[range.suffix(shown)].map { DiffLine(.same, $0) }
                }
            }
        }
        close(old.count, new.count)
        return out
    }

    private func span(_ start: Int, _ end: Int) -> String {
        let count = end - start
        return count == 1 ? "\(start + 1)" : "\(count == 0 ? start : start + 1),\(count)"
    }
}
