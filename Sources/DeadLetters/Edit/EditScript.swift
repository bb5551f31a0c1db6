/// The shortest way from one sequence to another by removing and adding elements.
///
/// E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), the greedy form, on what is left
/// between equal beginnings and ends. Sequences that differ in more than ``limit`` places there are taken to have nothing in
/// common between them: time and memory stay bounded by the square of it.
struct EditScript: Hashable, Sendable {
    /// A run of elements, in both sequences (`same`) or in one.
    enum Run: Hashable, Sendable {
        case same(old: Range<Int>, new: Range<Int>)
        case removed(old: Range<Int>)
        case added(new: Range<Int>)
    }
    /// In order; of two sequences that differ at one place the removed run stands first.
    private(set) var runs: [Run] = []

    static let limit = 1_000

    init<T: Hashable>(_ old: [T], _ new: [T]) {
        var head = 0
        while head < old.count, head < new.count, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < old.count - head, tail < new.count - head,
            old[old.count - 1 - tail] == new[new.count - 1 - tail]
        {
            tail += 1
        }
        keep(head, old: 0, new: 0)
        let (oldEnd, newEnd) = (old.count - tail, new.count - tail)
        // Numbers compare faster than texts.
        var numbers: [T: Int] = [:]
        func number(_ element: T) -> Int {
            if let known = numbers[element] { return known }
            numbers[element] = numbers.count
            return numbers.count - 1
        }
        middle(old[head..<oldEnd].map(number), new[head..<newEnd].map(number), at: head)
        keep(tail, old: oldEnd, new: newEnd)
    }

    private mutating func keep(_ count: Int, old: Int, new: Int) {
        if count > 0 { runs.append(.same(old: old..<old + count, new: new..<new + count)) }
    }

    private mutating func change(old: Range<Int>, new: Range<Int>) {
        if !old.isEmpty { runs.append(.removed(old: old)) }
        if !new.isEmpty { runs.append(.added(new: new)) }
    }

    private mutating func middle(_ old: [Int], _ new: [Int], at base: Int) {
        var (x, y) = (0, 0)
        for (i, j, length) in Self.common(old, new) + [(old.count, new.count, 0)] {
            change(old: base + x..<base + i, new: base + y..<base + j)
            keep(length, old: base + i, new: base + j)
            (x, y) = (i + length, j + length)
        }
    }

    /// The runs that both have, as their places and lengths.
    private static func common(_ old: [Int], _ new: [Int]) -> [(Int, Int, Int)] {
        let (n, m) = (old.count, new.count)
        guard n > 0, m > 0 else { return [] }
        let most = min(n + m, limit)
        // `furthest[k + d]`: how far down the old sequence the best way with `d` steps has come on the diagonal `k`.
        var trace: [[Int]] = []
        var furthest = [0]
        for d in 0...most {
            var next = Array(repeating: 0, count: 2 * d + 1)
            for k in stride(from: -d, through: d, by: 2) {
                var x = 0
                if d > 0 {
                    // Indices into the round before, whose diagonals run from -(d - 1) to d - 1.
                    let (left, right) = (k - 1 + d - 1, k + 1 + d - 1)
                    let down = right < furthest.count ? furthest[right] : -1
                    let over = left >= 0 ? furthest[left] + 1 : -1
                    x = max(down, over)
                }
                var y = x - k
                while x < n, y < m, x >= 0, y >= 0, old[x] == new[y] { (x, y) = (x + 1, y + 1) }
                next[k + d] = x
                if x >= n, y >= m {
                    trace.append(next)
                    return walk(trace, n, m)
                }
            }
            trace.append(next)
            furthest = next
        }
        return []
    }

    /// From the end back to the start, along the ways that were taken.
    private static func walk(_ trace: [[Int]], _ n: Int, _ m: Int) -> [(Int, Int, Int)] {
        var runs: [(Int, Int, Int)] = []
        var (x, y) = (n, m)
        for d in stride(from: trace.count - 1, through: 0, by: -1) {
            let k = x - y
            guard d > 0 else {
                if x > 0 { runs.append((0, 0, x)) }
                break
            }
            let before = trace[d - 1]
            let (left, right) = (k - 1 + d - 1, k + 1 + d - 1)
            let down = right < before.count ? before[right] : -1
            let over = left >= 0 ? before[left] + 1 : -1
            let from = max(down, over)
            if x > from { runs.append((from, from - k, x - from)) }
            (x, y) = down >= over ? (down, down - k - 1) : (over - 1, over - k)
        }
        return runs.reversed()
    }
}
