extension EventPattern.Wildcard {
    /// How many beginnings of a wildcard may match one text at once before it is refused. The service refuses some
    /// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pattern-wildcard-characters.html) and does not say where its
    /// limit is: it takes `/Users/*/dir/dir/dir/dir/dir/doc.txt`, which reaches 7, and not `*:*:*:*:*:event-bus/*`, which
    /// reaches 11. The measure is that of event-ruler's `MachineComplexityEvaluator`.
    private static let limit = 10
    /// More sets of beginnings than this are not looked at.
    private static let maximumSets = 5_000

    /// Whether some text is matched by ten or more of its beginnings: `a*`, `a*b`, `a*b*`, …
    var isTooComplex: Bool {
        // The quotes do not count.
        guard pieces.count > 1 else { return false }
        var tokens: [UInt8?] = []
        for (i, piece) in pieces.enumerated() {
            if i > 0 { tokens.append(nil) }
            tokens += piece.map(Optional.some)
        }
        tokens = Array(tokens.dropFirst().dropLast())
        var seen: Set<[Int]> = []
        var waiting = [closed([0], tokens)]
        while let set = waiting.popLast() {
            guard seen.insert(set).inserted else { continue }
            // The beginning of nothing matches the empty text only.
            if set.count(where: { $0 > 0 }) >= Self.limit || seen.count > Self.maximumSets { return true }
            // A byte that none goes on with leads to less than was there.
            for byte in Set(set.compactMap { $0 < tokens.count ? tokens[$0] : nil }) {
                let next = step(set, byte, tokens)
                if !next.isEmpty { waiting.append(next) }
            }
        }
        return false
    }

    /// The beginnings, by their lengths in tokens, that match after one more byte.
    private func step(_ set: [Int], _ byte: UInt8, _ tokens: [UInt8?]) -> [Int] {
        var next: [Int] = []
        for position in set {
            if position > 0, tokens[position - 1] == nil { next.append(position) }
            if position < tokens.count, tokens[position] == byte { next.append(position + 1) }
        }
        return closed(next, tokens)
    }

    /// With those that a wildcard for nothing leads to; ascending, each once.
    private func closed(_ positions: [Int], _ tokens: [UInt8?]) -> [Int] {
        var all = Set(positions)
        for position in positions where position < tokens.count && tokens[position] == nil { all.insert(position + 1) }
        return all.sorted()
    }
}
