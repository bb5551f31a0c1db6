/// From a hash to the rows of a sealed chunk that carry it: an open-addressing table of each flow's first row, and a chain
/// of rows behind it.
///
/// `@unchecked Sendable`: nothing is written after `init`.
final class CorrelationIndex: @unchecked Sendable {
    private let column: UnsafePointer<UInt64>
    /// A flow's first row plus one; 0: free.
    private let slots: UnsafeMutablePointer<UInt16>
    private let mask: Int
    /// The next row of the same flow plus one; 0: the last.
    private let next: UnsafeMutablePointer<UInt16>
    let bytes: Int

    /// Memory that building needs for a moment; reused from chunk to chunk.
    final class Workspace {
        fileprivate let slots: UnsafeMutablePointer<UInt16>
        fileprivate static let size = 1 << 17
        init() { slots = .allocate(capacity: Workspace.size) }
        deinit { slots.deallocate() }
    }

    /// - Parameters:
    ///   - column: a hash a row, 0 for none; must live as long as the index.
    ///   - count: rows, at most 65,534.
    init(_ column: UnsafePointer<UInt64>, count: Int, _ workspace: Workspace) {
        self.column = column
        var size = 16
        while size < count * 2 { size *= 2 }
        let wide = workspace.slots
        wide.update(repeating: 0, count: size)
        var flows = 0
        next = .allocate(capacity: max(count, 1))
        // From the last row to the first, so that chains ascend.
        var row = count - 1
        while row >= 0 {
            let hash = column[row]
            next[row] = 0
            if hash != 0 {
                var slot = CorrelationIndex.start(hash) & (size - 1)
                while wide[slot] != 0, column[Int(wide[slot]) - 1] != hash { slot = (slot + 1) & (size - 1) }
                if wide[slot] == 0 { flows += 1 }
                next[row] = wide[slot]
                wide[slot] = UInt16(row + 1)
            }
            row -= 1
        }
        // Most rows share their flow with others: the table that stays is as large as there are flows.
        var kept = 16
        while kept < flows * 2 { kept *= 2 }
        mask = kept - 1
        slots = .allocate(capacity: kept)
        slots.initialize(repeating: 0, count: kept)
        for slot in 0..<size where wide[slot] != 0 {
            let head = wide[slot]
            var at = CorrelationIndex.start(column[Int(head) - 1]) & mask
            while slots[at] != 0 { at = (at + 1) & mask }
            slots[at] = head
        }
        bytes = kept * 2 + count * 2
    }

    deinit {
        slots.deallocate()
        next.deallocate()
    }

    @inline(__always)
    private static func start(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 8) }

    /// Calls `body` with each row of a flow in ascending order.
    func rows(of hash: UInt64, _ body: (Int) -> Void) {
        guard hash != 0 else { return }
        var slot = CorrelationIndex.start(hash) & mask
        while slots[slot] != 0 {
            var row = Int(slots[slot]) - 1
            if column[row] == hash {
                while true {
                    body(row)
                    if next[row] == 0 { return }
                    row = Int(next[row]) - 1
                }
            }
            slot = (slot + 1) & mask
        }
    }
}
