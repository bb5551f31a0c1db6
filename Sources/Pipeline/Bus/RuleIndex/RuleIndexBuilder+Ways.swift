/// How tests are found from the values of an event.
extension RuleIndexBuilder {
    func way(to test: EventPattern.Test, at path: Int32) -> Way {
        switch test {
        case .text(let text): return .key(RuleKeys.key(ByteHash.of(text), .text, at: path))
        case .number(let number): return .key(RuleKeys.key(number.bitPattern, .number, at: path))
        case .network(let network):
            // Beyond IPv4, some that are not in a network by their bits may be in it by the digits they have.
            if network.base.count == 16, network.bits < 32 { return .value(path) }
            return .key(RuleKeys.key(RuleIndexBuilder.hash(network.base, network.bits), .network, at: path))
        case .prefix(let text): return .key(RuleKeys.key(ByteHash.of(text), .prefix, at: path))
        case .suffix(let text): return .key(RuleKeys.key(ByteHash.of(text.reversed()), .suffix, at: path))
        case .folded(let text):
            switch text.part {
            case .whole where text.ascii != nil:
                return .key(RuleKeys.key(ByteHash.of(text.anchor), .folded, at: path))
            case .whole, .beginning: return .key(RuleKeys.key(ByteHash.of(text.anchor), .foldedPrefix, at: path))
            case .end: return .key(RuleKeys.key(ByteHash.of(text.anchor.reversed()), .foldedSuffix, at: path))
            }
        case .wildcard(let wildcard):
            switch anchor(wildcard, at: path) {
            case .prefix(let text): return .key(RuleKeys.key(ByteHash.of(text), .prefix, at: path))
            case .suffix(let text): return .key(RuleKeys.key(ByteHash.of(text.reversed()), .suffix, at: path))
            case .window(let text): return .key(RuleKeys.key(RuleKeys.window(text), .window, at: path))
            }
        case .numeric: return .interval(path)
        case .exists(true), .anythingBut: return .value(path)
        case .exists(false): return .absence(path)
        }
    }

    /// What every value that matches a wildcard has: its ends, and any part of a piece.
    enum Anchor: Hashable { case prefix([UInt8]), suffix([UInt8]), window([UInt8]) }

    /// For each wildcard of a path, what the fewest wildcards there have.
    mutating func anchorWildcards() {
        var counts: [Int32: [Anchor: Int]] = [:]
        for condition in conditions {
            for case .wildcard(let wildcard) in condition.tests {
                for anchor in Set(RuleIndexBuilder.anchors(wildcard)) {
                    counts[condition.path, default: [:]][anchor, default: 0] += 1
                }
            }
        }
        for condition in conditions {
            for case .wildcard(let wildcard) in condition.tests {
                let its = counts[condition.path] ?? [:]
                let rarest = RuleIndexBuilder.anchors(wildcard).min { (its[$0] ?? 0) < (its[$1] ?? 0) }
                anchors[Anchored(path: condition.path, wildcard: wildcard)] = rarest
            }
        }
    }

    func anchor(_ wildcard: EventPattern.Wildcard, at path: Int32) -> Anchor {
        anchors[Anchored(path: path, wildcard: wildcard)] ?? .prefix(wildcard.pieces[0])
    }

    /// All there are, the longer of the ends first; no more than some hundreds.
    static func anchors(_ wildcard: EventPattern.Wildcard) -> [Anchor] {
        let (first, last) = (wildcard.pieces[0], wildcard.pieces[wildcard.pieces.count - 1])
        var anchors: [Anchor] =
            first.count >= last.count ? [.prefix(first), .suffix(last)] : [.suffix(last), .prefix(first)]
        // Ends that are no more than a quote are everywhere.
        anchors.removeAll { $0 == .prefix([UInt8(ascii: "\"")]) || $0 == .suffix([UInt8(ascii: "\"")]) }
        for piece in wildcard.pieces.dropFirst().dropLast() {
            guard let length = RuleKeys.windowLengths.first(where: { $0 <= piece.count }) else { continue }
            for start in 0...min(piece.count - length, 200) {
                anchors.append(.window(Array(piece[start..<start + length])))
            }
        }
        return anchors
    }

    static func hash(_ address: [UInt8], _ bits: Int) -> UInt64 {
        ByteHash.of(address) &* 131 &+ UInt64(bits * 2 + address.count / 16)
    }
}
