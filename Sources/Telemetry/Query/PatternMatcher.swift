/// Runs a pattern over texts: one look-up in a table for each scalar. A state is a set of places in the pattern; states and
/// steps between them are made when a text first leads there, and all let go when they take too much room.
///
/// Not `Sendable`: it learns as it runs. See ``PatternMatcherPool``.
final class PatternMatcher {
    /// The scalar before a state, as far as assertions ask for it.
    private enum Before: UInt8 { case start, word, other }

    private struct State: Hashable {
        /// Instructions reached, but not yet what follows them without taking a scalar, as that depends on the next scalar.
        var places: [Int32]
        var before: Before
    }

    private static let matched: Int32 = 0
    private static let failed: Int32 = 1
    private static let notMade: Int32 = -1
    /// Bounds of the table: steps, and places in all states.
    private static let mostSteps = 1 << 18
    private static let mostPlaces = 1 << 18

    private let pattern: Pattern
    private let classes: ScalarClasses
    private let asksStart: Bool
    private let asksWords: Bool
    /// Steps a state: one a class, and one for the end of the text.
    private let width: Int
    /// The first two states are ``matched`` and ``failed``, and lead nowhere.
    private var states: [State] = []
    private var numbers: [State: Int32] = [:]
    private var places = 0
    /// How often everything has been let go.
    private var turn = 0
    private var steps: [Int32] = []
    private var reached: PlaceSet
    private var stack: [Int] = []

    init(_ pattern: Pattern) {
        self.pattern = pattern
        classes = ScalarClasses(pattern)
        var asks: (start: Bool, words: Bool) = (false, false)
        for case .assert(let assertion) in pattern.instructions {
            switch assertion {
            case .start: asks.start = true
            case .boundary, .noBoundary: asks.words = true
            case .end: break
            }
        }
        asksStart = asks.start
        asksWords = asks.words
        width = classes.count + 1
        reached = PlaceSet(pattern.instructions.count)
        forget()
    }

    /// How many states there are now; for tests.
    var stateCount: Int { states.count }

    func found(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var state = number(State(places: [], before: before(nil)))
        var i = 0
        while i < bytes.count {
            let scanned = classes.ascii.withUnsafeBufferPointer { ascii in
                steps.withUnsafeBufferPointer { steps in
                    // As long as states are known and the text is ASCII, nothing but look-ups.
                    var at = Int(state) &* width
                    while i < bytes.count, bytes[i] < 0x80 {
                        let next = steps[at &+ Int(ascii[Int(bytes[i])])]
                        if next <= PatternMatcher.failed { return next }
                        at = Int(next) &* width
                        state = next
                        i += 1
                    }
                    return state
                }
            }
            if scanned == PatternMatcher.matched { return true }
            guard i < bytes.count else { break }
            let (scalar, length) = Pattern.scalar(bytes, i)
            state = step(state, scalar < 0x80 ? Int(classes.ascii[Int(scalar)]) : classes.class(of: scalar))
            if state == PatternMatcher.matched { return true }
            i += length
        }
        return step(state, width - 1) == PatternMatcher.matched
    }

    /// Where a class leads from a state; its last is the end of the text.
    private func step(_ state: Int32, _ number: Int) -> Int32 {
        let at = Int(state) * width + number
        if steps[at] != PatternMatcher.notMade { return steps[at] }
        let from = states[Int(state)]
        let turn = turn
        let next = following(from, number == width - 1 ? nil : classes.example(number))
        // If everything was let go meanwhile, there is no place to note it.
        if turn == self.turn { steps[at] = next }
        return next
    }

    private func following(_ from: State, _ scalar: UInt32?) -> Int32 {
        reached.clear()
        // The search is unanchored: a match may begin at every place.
        if follow(0, from.before, scalar) { return PatternMatcher.matched }
        for place in from.places where follow(Int(place), from.before, scalar) { return PatternMatcher.matched }
        guard let scalar else { return PatternMatcher.failed }
        var next: [Int32] = []
        for n in 0..<reached.count where takes(reached.places[n], scalar) { next.append(Int32(reached.places[n] + 1)) }
        next.sort()
        return number(State(places: next, before: before(scalar)))
    }

    /// Reaches all that takes no scalar from here; true when that is the end of the pattern.
    private func follow(_ start: Int, _ before: Before, _ next: UInt32?) -> Bool {
        stack.removeAll(keepingCapacity: true)
        stack.append(start)
        while let pc = stack.popLast() {
            guard reached.insert(pc) else { continue }
            switch pattern.instructions[pc] {
            case .match: return true
            case .jump(let to): stack.append(to)
            case .split(let a, let b):
                stack.append(b)
                stack.append(a)
            case .assert(let assertion): if holds(assertion, before, next) { stack.append(pc + 1) }
            default: break
            }
        }
        return false
    }

    private func holds(_ assertion: Pattern.Assertion, _ before: Before, _ next: UInt32?) -> Bool {
        switch assertion {
        case .start: before == .start
        case .end: next == nil
        case .boundary: (before == .word) != Pattern.isWord(next)
        case .noBoundary: (before == .word) == Pattern.isWord(next)
        }
    }

    private func takes(_ pc: Int, _ scalar: UInt32) -> Bool {
        switch pattern.instructions[pc] {
        case .scalar(let wanted): wanted == scalar
        case .any: scalar != 0x0A
        case .set(let set):
            pattern.sets[set].contains(scalar)
                || (pattern.ignoresCase && pattern.sets[set].contains(Pattern.unfold(scalar)))
        default: false
        }
    }

    private func before(_ scalar: UInt32?) -> Before {
        guard let scalar else { return asksStart || asksWords ? .start : .other }
        return asksWords && Pattern.isWord(scalar) ? .word : .other
    }

    /// The number of a state, which may be new.
    private func number(_ state: State) -> Int32 {
        if let number = numbers[state] { return number }
        if places + state.places.count > PatternMatcher.mostPlaces || steps.count + width > PatternMatcher.mostSteps {
            forget()
        }
        let number = Int32(states.count)
        states.append(state)
        numbers[state] = number
        places += state.places.count
        steps.append(contentsOf: repeatElement(PatternMatcher.notMade, count: width))
        return number
    }

    private func forget() {
        let none = State(places: [], before: .other)
        states = [none, none]
        numbers = [:]
        places = 0
        turn += 1
        steps = Array(repeating: PatternMatcher.failed, count: 2 * width)
    }
}

/// Places in a pattern, with constant-time insert and clear.
private struct PlaceSet {
    private(set) var places: [Int]
    private(set) var count = 0
    private var indices: [Int]

    init(_ size: Int) {
        places = Array(repeating: 0, count: size)
        indices = places
    }

    mutating func clear() { count = 0 }

    mutating func insert(_ place: Int) -> Bool {
        let at = indices[place]
        if at < count, places[at] == place { return false }
        places[count] = place
        indices[place] = count
        count += 1
        return true
    }
}
