/// Runs a pattern's instructions over a text, keeping what to go back to in a list of its own: the stack does not grow.
struct PatternMatcher {
    private enum Choice {
        case resume(at: Int, from: Int)
        /// A repeated set that may take one less (or, lazily, one more), down (up) to `limit`.
        case shorter(at: Int, from: Int, limit: Int, step: Int)
        case longer(at: Int, from: Int, left: Int, set: Int, step: Int)
        case restore(slot: Int, value: Int)
    }

    private let pattern: ECMAPattern
    private let text: [UInt32]
    private var slots: [Int]
    private var choices: [Choice] = []
    private var steps: Int

    init(_ pattern: ECMAPattern, _ text: String) {
        self.pattern = pattern
        self.text = text.unicodeScalars.map(\.value)
        slots = Array(repeating: -1, count: pattern.slots)
        steps = 2_000_000 + 100 * self.text.count
    }

    mutating func search() throws(ECMAPattern.Exhausted) -> Bool {
        for start in 0...(pattern.isAnchored ? 0 : text.count) {
            if try run(0, start) { return true }
        }
        return false
    }

    private mutating func assign(_ slot: Int, _ value: Int) {
        if slots[slot] == value { return }
        choices.append(.restore(slot: slot, value: slots[slot]))
        slots[slot] = value
    }

    /// Runs until `accept`. What it chose stays in the list, for whoever called it to keep or to undo.
    private mutating func run(_ start: Int, _ from: Int) throws(ECMAPattern.Exhausted) -> Bool {
        let base = choices.count
        var at = start
        var here = from
        while true {
            steps -= 1
            guard steps > 0 else { throw ECMAPattern.Exhausted() }
            var goesOn = true
            switch pattern.code[at] {
            case .set(let set, let back):
                let place = back ? here - 1 : here
                goesOn = place >= 0 && place < text.count && pattern.sets[set].contains(text[place])
                here += back ? -1 : 1
                at += 1
            case .span(let set, let least, let most, let greedy, let back):
                (goesOn, here) = span(at, here, pattern.sets[set], set, least, most, greedy, back ? -1 : 1)
                at += 1
            case .split(let first, let second):
                choices.append(.resume(at: second, from: here))
                at = first
            case .jump(let to): at = to
            case .save(let slot):
                assign(slot, here)
                at += 1
            case .loopStart(let index):
                let loop = pattern.loops[index]
                assign(loop.count, 0)
                assign(loop.start, -1)
                at += 1
            case .loop(let index, let exit): (goesOn, at) = loop(pattern.loops[index], at, exit, here)
            case .enter(let index):
                let loop = pattern.loops[index]
                assign(loop.count, slots[loop.count] + 1)
                assign(loop.start, here)
                for slot in loop.captures { assign(slot, -1) }
                at += 1
            case .assert(let assertion):
                goesOn = holds(assertion, here)
                at += 1
            case .reference(let groups, let back):
                (goesOn, here) = repeats(groups, here, back)
                at += 1
            case .look(let negated, let next):
                let mark = choices.count
                let found = try run(at + 1, here)
                if found { settle(mark, undo: negated) }
                goesOn = found != negated
                at = next
            case .accept: return true
            }
            if goesOn { continue }
            guard let back = goBack(to: base) else { return false }
            (at, here) = back
        }
    }

    /// A look-around has succeeded: what it chose is final; what it wrote is undone only with what came before it.
    private mutating func settle(_ mark: Int, undo: Bool) {
        if undo {
            while choices.count > mark {
                if case .restore(let slot, let value) = choices.removeLast() { slots[slot] = value }
            }
        } else {
            let restores = choices[mark...].filter { if case .restore = $0 { true } else { false } }
            choices.replaceSubrange(mark..., with: restores)
        }
    }

    private mutating func goBack(to base: Int) -> (at: Int, from: Int)? {
        while choices.count > base {
            switch choices.removeLast() {
            case .restore(let slot, let value): slots[slot] = value
            case .resume(let at, let from): return (at, from)
            case .shorter(let at, let from, let limit, let step):
                let next = from - step
                if next != limit { choices.append(.shorter(at: at, from: next, limit: limit, step: step)) }
                return (at, next)
            case .longer(let at, let from, let left, let set, let step):
                let place = step < 0 ? from - 1 : from
                guard left > 0, place >= 0, place < text.count, pattern.sets[set].contains(text[place]) else {
                    continue
                }
                choices.append(.longer(at: at, from: from + step, left: left - 1, set: set, step: step))
                return (at, from + step)
            }
        }
        return nil
    }

    private mutating func span(
        _ at: Int,
        _ from: Int,
        _ set: ScalarSet,
        _ index: Int,
        _ least: Int,
        _ most: Int,
        _ greedy: Bool,
        _ step: Int
    ) -> (Bool, Int) {
        var here = from
        var taken = 0
        let wanted = greedy ? most : least
        var shortest = from
        while taken < wanted {
            let place = step < 0 ? here - 1 : here
            guard place >= 0, place < text.count, set.contains(text[place]) else { break }
            here += step
            taken += 1
            if taken == least { shortest = here }
        }
        steps -= taken
        guard taken >= least else { return (false, here) }
        if greedy {
            if here != shortest {
                choices.append(.shorter(at: at + 1, from: here, limit: shortest, step: step))
            }
        } else if most > taken {
            choices.append(.longer(at: at + 1, from: here, left: most - taken, set: index, step: step))
        }
        return (true, here)
    }

    /// At the head of a loop: whether it goes on, and where.
    private mutating func loop(_ loop: ECMAPattern.Loop, _ head: Int, _ exit: Int, _ here: Int) -> (Bool, Int) {
        let rounds = slots[loop.count]
        // A round that was not asked for and took nothing would be followed by as many as one likes.
        if rounds > loop.least, slots[loop.start] == here { return (false, head) }
        if rounds < loop.least { return (true, head + 1) }
        if rounds >= loop.most { return (true, exit) }
        choices.append(.resume(at: loop.greedy ? exit : head + 1, from: here))
        return (true, loop.greedy ? head + 1 : exit)
    }

    private func holds(_ assertion: ECMAPattern.Assertion, _ here: Int) -> Bool {
        func isWord(_ place: Int) -> Bool {
            place >= 0 && place < text.count && ScalarSet.words.contains { $0.contains(text[place]) }
        }
        switch assertion {
        case .start: return here == 0
        case .end: return here == text.count
        case .boundary: return isWord(here - 1) != isWord(here)
        case .noBoundary: return isWord(here - 1) == isWord(here)
        }
    }

    /// What a group matched, once more; a group that did not match is empty.
    private func repeats(_ groups: [Int], _ here: Int, _ back: Bool) -> (Bool, Int) {
        guard let group = groups.first(where: { slots[2 * $0] >= 0 && slots[2 * $0 + 1] >= 0 }) else {
            return (true, here)
        }
        let piece = text[slots[2 * group]..<slots[2 * group + 1]]
        let start = back ? here - piece.count : here
        guard start >= 0, start + piece.count <= text.count,
            text[start..<(start + piece.count)].elementsEqual(piece)
        else { return (false, here) }
        return (true, back ? start : start + piece.count)
    }
}
