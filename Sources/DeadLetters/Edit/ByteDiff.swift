/// What differs between two bodies that are no text, as rows of 16 bytes: from the first byte that differs to the last.
package struct ByteDiff: Hashable, Sendable {
    private let old: [UInt8]
    private let new: [UInt8]

    /// Rows of either side that are shown; further ones are counted.
    static let most = 64

    package init(_ old: [UInt8], _ new: [UInt8]) {
        self.old = old
        self.new = new
    }

    /// The rows that differ with `context` rows around them. Empty where nothing differs.
    package func unified(context: Int = 3) -> [DiffLine] {
        guard old != new else { return [] }
        var head = 0
        while head < old.count, head < new.count, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        let width = BodyView.rowBytes
        let first = head / width
        func rows(_ bytes: [UInt8]) -> Range<Int> {
            let end = max((bytes.count - tail + width - 1) / width, first)
            return first..<end
        }
        var out = [
            DiffLine(.place, "@@ \(place(old.count - tail - head, head)) -> \(place(new.count - tail - head, head)) @@")
        ]
        out += (max(0, first - context)..<first).map { DiffLine(.same, BodyView.row(old, $0)) }
        for (kind, bytes) in [(DiffLine.Kind.removed, old), (.added, new)] {
            let range = rows(bytes)
            out += range.prefix(Self.most).map { DiffLine(kind, BodyView.row(bytes, $0)) }
            if range.count > Self.most { out.append(DiffLine(kind, "and \(range.count - Self.most) further rows")) }
        }
        // After as many bytes as before the rows are the same again.
        if old.count == new.count {
            let end = rows(old).upperBound
            let last = (old.count + width - 1) / width
            out += (end..<min(last, end + context)).map { DiffLine(.same, BodyView.row(old, $0)) }
        }
        return out
    }

    private func place(_ count: Int, _ offset: Int) -> String {
        "\(count) \(count == 1 ? "byte" : "bytes") at 0x\(String(offset, radix: 16))"
    }
}
