/// Scalars that a pattern cannot tell apart, as one class: its automaton has a step for each class, not for each scalar.
struct ScalarClasses {
    /// Where a new class begins, ascending from 0.
    private let starts: [UInt32]
    private let ignoresCase: Bool
    /// The class of each ASCII scalar.
    let ascii: [Int32]

    var count: Int { starts.count }

    init(_ pattern: Pattern) {
        var cuts: Set<UInt32> = [0, 10, 11, 128, 0x11_0000]
        for instruction in pattern.instructions {
            switch instruction {
            case .scalar(let value): cuts.formUnion([value, value + 1])
            case .assert: cuts.formUnion([48, 58, 65, 91, 95, 96, 97, 123])
            default: break
            }
        }
        for range in pattern.sets.flatMap(\.ranges) { cuts.formUnion([range.lowerBound, range.upperBound + 1]) }
        // Sets hold a letter if they hold it in either case.
        if pattern.ignoresCase { cuts.formUnion(cuts.filter { (65...91).contains($0) }.map { $0 + 32 }) }
        let starts = cuts.sorted()
        self.starts = starts
        ignoresCase = pattern.ignoresCase
        ascii = (0..<128).map { Int32(Self.class(of: pattern.ignoresCase ? Pattern.fold($0) : $0, starts)) }
    }

    /// Any scalar of a class, folded where case is ignored.
    func example(_ number: Int) -> UInt32 { starts[number] }

    func `class`(of scalar: UInt32) -> Int { Self.class(of: ignoresCase ? Pattern.fold(scalar) : scalar, starts) }

    private static func `class`(of scalar: UInt32, _ starts: [UInt32]) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= scalar { low = middle } else { high = middle }
        }
        return low
    }
}
