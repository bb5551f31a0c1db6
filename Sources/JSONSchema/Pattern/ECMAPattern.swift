/// A regular expression of ECMA-262 with the flag `u` (https://tc39.es/ecma262/#sec-patterns), which is what JSON Schema means
/// by a pattern: `\d`, `\w` are ASCII, `$` is the end of the text only, look-behind may be of any length.
///
/// Matching goes back where it must, and gives up after a number of steps that grows with the text, so that no pattern takes
/// for ever.
struct ECMAPattern: Sendable {
    /// Why a text is no pattern. The offset counts characters from 0.
    struct Failure: Error, Hashable, Sendable {
        var offset: Int
        var reason: String
    }
    /// More steps than a pattern may take.
    struct Exhausted: Error {}

    enum Assertion: Sendable { case start, end, boundary, noBoundary }

    /// Jumps name the index of an instruction. `back`: the text is read backwards, within a look-behind.
    enum Instruction: Sendable {
        case set(Int, back: Bool)
        /// A set repeated, without instructions of its own for each round.
        case span(Int, least: Int, most: Int, greedy: Bool, back: Bool)
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case loopStart(Int)
        /// The next instruction is `enter` with the same loop, then the body, which jumps back here.
        case loop(Int, exit: Int)
        case enter(Int)
        case assert(Assertion)
        case reference([Int], back: Bool)
        /// The body follows and ends with `accept`.
        case look(negated: Bool, next: Int)
        case accept
    }

    /// Two slots hold how often it went round and where the last round began.
    struct Loop: Sendable {
        var count: Int
        var start: Int
        var least: Int
        var most: Int
        var greedy: Bool
        /// Slots of the groups within.
        var captures: Range<Int>
    }

    let text: String
    let code: [Instruction]
    let sets: [ScalarSet]
    let loops: [Loop]
    let slots: Int
    /// It can match at the start of a text only.
    let isAnchored: Bool

    /// - Parameter strict: refuses what only old browsers take for a pattern, such as `{` for itself.
    init(_ text: String, strict: Bool = false) throws(Failure) {
        self.text = text
        var parser = PatternParser(text, strict: strict)
        let tree = try parser.parse()
        var emitter = PatternEmitter(groups: parser.groups)
        try emitter.emit(tree, back: false)
        emitter.code.append(.accept)
        code = emitter.code
        sets = emitter.sets
        loops = emitter.loops
        slots = emitter.slots
        if case .assert(.start) = code[0] { isAnchored = true } else { isAnchored = false }
    }

    /// Whether it matches anywhere in the text.
    ///
    /// - Throws: ``Exhausted``.
    func matches(_ text: String) throws(Exhausted) -> Bool {
        var matcher = PatternMatcher(self, text)
        return try matcher.search()
    }
}
