/// Turns a pattern's tree into instructions.
struct PatternEmitter {
    var code: [ECMAPattern.Instruction] = []
    private(set) var sets: [ScalarSet] = []
    private(set) var loops: [ECMAPattern.Loop] = []
    /// Two a group, the whole match among them, then two a loop.
    private(set) var slots: Int

    private static let longest = 50_000

    init(groups: Int) { slots = 2 * (groups + 1) }

    private mutating func set(_ set: ScalarSet) -> Int {
        sets.append(set)
        return sets.count - 1
    }

    mutating func emit(_ tree: PatternTree, back: Bool) throws(ECMAPattern.Failure) {
        guard code.count < Self.longest else { throw ECMAPattern.Failure(offset: 0, reason: "is too long") }
        switch tree {
        case .empty: break
        case .set(let set): code.append(.set(self.set(set), back: back))
        case .sequence(let parts):
            // Not reversed() in place of the two loops: a lazy view and an array are two types.
            for n in parts.indices { try emit(parts[back ? parts.count - 1 - n : n], back: back) }
        case .alternatives(let choices):
            var jumps: [Int] = []
            for (n, choice) in choices.enumerated() {
                let isLast = n == choices.count - 1
                let split = code.count
                if !isLast { code.append(.split(split + 1, 0)) }
                try emit(choice, back: back)
                if !isLast {
                    jumps.append(code.count)
                    code.append(.jump(0))
                    code[split] = .split(split + 1, code.count)
                }
            }
            for jump in jumps { code[jump] = .jump(code.count) }
        case .capture(let body, let group):
            code.append(.save(back ? 2 * group + 1 : 2 * group))
            try emit(body, back: back)
            code.append(.save(back ? 2 * group : 2 * group + 1))
        case .reference(let groups): code.append(.reference(groups, back: back))
        case .assertion(let assertion): code.append(.assert(assertion))
        case .look(let body, let ahead, let negated):
            let look = code.count
            code.append(.look(negated: negated, next: 0))
            try emit(body, back: !ahead)
            code.append(.accept)
            code[look] = .look(negated: negated, next: code.count)
        case .loop(.set(let set), let least, let most, let greedy, _):
            code.append(.span(self.set(set), least: least, most: most, greedy: greedy, back: back))
        case .loop(let body, let least, let most, let greedy, let captures):
            let loop = loops.count
            loops.append(
                ECMAPattern.Loop(
                    count: slots,
                    start: slots + 1,
                    least: least,
                    most: most,
                    greedy: greedy,
                    captures: (2 * captures.lowerBound)..<(2 * captures.upperBound)
                )
            )
            slots += 2
            code.append(.loopStart(loop))
            let head = code.count
            code.append(.loop(loop, exit: 0))
            code.append(.enter(loop))
            try emit(body, back: back)
            code.append(.jump(head))
            code[head] = .loop(loop, exit: code.count)
        }
    }
}
