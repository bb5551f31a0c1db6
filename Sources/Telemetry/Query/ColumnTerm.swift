/// A term that columns answer for a whole chunk at once.
enum ColumnTerm {
    enum ByteColumn { case severity, hop, flags }
    enum HashColumn { case correlation, event, cause }
    enum NumberColumn { case duration, time, line }

    /// What a column says of a row, as bits: ``yes``, ``unknown`` (the line has to be read), or neither for no.
    typealias Answer = UInt8
    static let no: Answer = 0
    static let yes: Answer = 1
    static let unknown: Answer = 2

    /// By a column of single bytes; the table has an answer for each of 256.
    case byte(ByteColumn, [Answer])
    /// By a column of names.
    case name(NameAnswers)
    /// Whether a number is in one of the ranges.
    case number(NumberColumn, [ClosedRange<Int64>])
    /// Whether the number of the attempt is in one of the ranges, and the answer where the column holds none or a value
    /// beyond it.
    case attempt([ClosedRange<Int64>], none: Answer, beyond: Answer)
    /// Whether a hash is one of these, and the answer where it is.
    case hash(HashColumn, [UInt64], Answer)

    /// Answers for the rows of `active`; leaves `yes` and `unknown` without any other bits.
    ///
    /// - Parameter isSealed: the chunk will not change any more, and knows its first and last time.
    func evaluate(
        _ chunk: Chunk,
        isSealed: Bool,
        _ rows: Range<Int>,
        _ active: RowBits,
        yes: RowBits,
        unknown: RowBits
    ) {
        unknown.clear(rows)
        switch self {
        case .byte(let column, let table):
            table.withUnsafeBufferPointer { table in
                switch column {
                case .severity:
                    let values = chunk.severity
                    RowLoop.answers(rows, active, yes, unknown) { table[Int(values[$0])] }
                case .hop:
                    let values = chunk.hop
                    RowLoop.answers(rows, active, yes, unknown) { table[Int(values[$0])] }
                case .flags:
                    let values = chunk.flags
                    RowLoop.answers(rows, active, yes, unknown) { table[Int(values[$0].rawValue)] }
                }
            }
        case .name(let answers): answers.evaluate(chunk, rows, active, yes: yes, unknown: unknown)
        case .number(let column, let ranges):
            yes.clear(rows)
            for range in ranges {
                let low = range.lowerBound
                let span = UInt64(bitPattern: range.upperBound &- low)
                switch column {
                case .duration:
                    guard let wanted = PackedDuration.words(in: range) else { continue }
                    let words = chunk.duration.words
                    let (first, reach) = (wanted.lowerBound, wanted.upperBound - wanted.lowerBound)
                    RowLoop.adds(rows, active, yes) { words[$0] &- first <= reach }
                case .time:
                    if isSealed, chunk.earliest > range.upperBound || chunk.latest < low { continue }
                    if isSealed, range.contains(chunk.earliest), range.contains(chunk.latest) {
                        for word in RowBits.words(of: rows) { yes.words[word] = active.words[word] }
                        return
                    }
                    RowLoop.adds(rows, active, yes) { UInt64(bitPattern: chunk.when($0) &- low) <= span }
                case .line:
                    let values = chunk.line
                    RowLoop.adds(rows, active, yes) { UInt64(bitPattern: Int64(values[$0]) &- low) <= span }
                }
            }
        case .attempt(let ranges, let none, let beyond):
            let values = chunk.attempt
            RowLoop.answers(rows, active, yes, unknown) { row in
                let value = values[row]
                if value == 0 { return none }
                if value == .max { return beyond }
                return ranges.contains { $0.contains(Int64(value)) } ? ColumnTerm.yes : ColumnTerm.no
            }
        case .hash(let column, let hashes, let answer):
            let out = answer == ColumnTerm.yes ? yes : unknown
            yes.clear(rows)
            for hash in hashes {
                switch column {
                case .correlation:
                    let values = chunk.correlation
                    RowLoop.adds(rows, active, out) { values[$0] == hash }
                case .event:
                    let values = chunk.event
                    RowLoop.adds(rows, active, out) { values[$0] == hash }
                case .cause:
                    let values = chunk.cause
                    RowLoop.adds(rows, active, out) { values[$0] == hash }
                }
            }
        }
    }
}

/// The loops over a column: one word of 64 rows after another, nothing in it but the test.
enum RowLoop {
    /// Adds the rows that pass to `out`.
    @inline(__always)
    static func adds(_ rows: Range<Int>, _ active: RowBits, _ out: RowBits, _ test: (Int) -> Bool) {
        words(rows, active) { word, from, to in
            var bits: UInt64 = 0
            if to - from == 64 {
                for n in 0..<64 { bits |= (test(from &+ n) ? 1 : 0) &<< UInt64(n) }
            } else {
                for row in from..<to { bits |= (test(row) ? 1 : 0) &<< UInt64(row & 63) }
            }
            out.words[word] |= bits & active.words[word]
        }
    }

    /// Puts each row's answer into `yes` or `unknown`.
    @inline(__always)
    static func answers(
        _ rows: Range<Int>,
        _ active: RowBits,
        _ yes: RowBits,
        _ unknown: RowBits,
        _ answer: (Int) -> ColumnTerm.Answer
    ) {
        words(rows, active) { word, from, to in
            var first: UInt64 = 0
            var second: UInt64 = 0
            if to - from == 64 {
                for n in 0..<64 {
                    let bits = UInt64(answer(from &+ n))
                    first |= (bits & 1) &<< UInt64(n)
                    second |= (bits &>> 1) &<< UInt64(n)
                }
            } else {
                for row in from..<to {
                    let bits = UInt64(answer(row))
                    first |= (bits & 1) &<< UInt64(row & 63)
                    second |= (bits &>> 1) &<< UInt64(row & 63)
                }
            }
            yes.words[word] = first & active.words[word]
            unknown.words[word] = second & active.words[word]
        } otherwise: { word in
            yes.words[word] = 0
            unknown.words[word] = 0
        }
    }

    /// Calls `body` with each word of the rows that has an active one, and the rows it stands for.
    @inline(__always)
    private static func words(
        _ rows: Range<Int>,
        _ active: RowBits,
        _ body: (_ word: Int, _ from: Int, _ to: Int) -> Void,
        otherwise: (_ word: Int) -> Void = { _ in }
    ) {
        for word in RowBits.words(of: rows) {
            if active.words[word] == 0 {
                otherwise(word)
            } else {
                body(word, max(rows.lowerBound, word << 6), min(rows.upperBound, word << 6 + 64))
            }
        }
    }
}
