import CTextSearch
import EventModel

/// A query bound to a store, for one scanning thread: finds the rows of a chunk that match, columns first, then the
/// bytes of the lines still undecided, and decodes only what is left.
///
/// Not `Sendable`: it keeps its bitmaps and what it has learnt of names from chunk to chunk.
final class ColumnQuery {
    private let query: Query
    private let names: NameTable
    private let plan: QueryPlan
    private let bits = RowBitsStack()
    private let buffer = LineBuffer()
    /// Asked between pieces of work that take up to a millisecond.
    private let isCancelled: () -> Bool

    /// Rows decoded between two questions.
    private static let decodedAtOnce = 256

    init(_ query: Query, _ names: NameTable, isCancelled: @escaping () -> Bool = { Task.isCancelled }) {
        self.query = query
        self.names = names
        self.isCancelled = isCancelled
        plan = QueryPlan(query.root, names)
    }

    /// Lends the bits of the rows that match; nil when it was cancelled.
    ///
    /// - Parameter isSealed: nothing is appended to the chunk any more.
    func matches<R>(_ chunk: Chunk, isSealed: Bool, _ rows: Range<Int>, _ body: (RowBits) -> R) -> R? {
        if isCancelled() { return nil }
        let active = bits.take()
        let yes = bits.take()
        let unknown = bits.take()
        defer { bits.release(3) }
        active.fill(rows)
        guard run(plan, Place(chunk: chunk, isSealed: isSealed, rows: rows), active, yes, unknown),
            decode(chunk, rows, unknown, yes)
        else { return nil }
        return body(yes)
    }

    /// Whether a record matches.
    func matches(_ chunk: Chunk, isSealed: Bool, _ row: Int) -> Bool {
        matches(chunk, isSealed: isSealed, row..<row + 1) { $0.contains(row) } ?? false
    }

    private struct Place {
        let chunk: Chunk
        let isSealed: Bool
        let rows: Range<Int>
        var words: Range<Int> { RowBits.words(of: rows) }
    }

    /// Leaves in `yes` and `unknown` what of `active` the plan holds for, and what cannot be told without decoding; the rest
    /// is no. False when it was cancelled.
    private func run(_ plan: QueryPlan, _ at: Place, _ active: RowBits, _ yes: RowBits, _ unknown: RowBits) -> Bool {
        switch plan {
        case .fixed(let answer):
            for word in at.words {
                yes.words[word] = answer == ColumnTerm.yes ? active.words[word] : 0
                unknown.words[word] = answer == ColumnTerm.unknown ? active.words[word] : 0
            }
        case .column(let term):
            term.evaluate(at.chunk, isSealed: at.isSealed, at.rows, active, yes: yes, unknown: unknown)
        case .raw(let term): return run(term, at, active, yes, unknown)
        case .not(let inner):
            guard run(inner, at, active, yes, unknown) else { return false }
            for word in at.words { yes.words[word] = active.words[word] & ~yes.words[word] & ~unknown.words[word] }
        case .and(let plans):
            // `yes` keeps the rows that no term has denied.
            for word in at.words { yes.words[word] = active.words[word] }
            unknown.clear(at.rows)
            return each(plans, at) { plan, first, second in
                guard run(plan, at, yes, first, second) else { return nil }
                var left: UInt64 = 0
                for word in at.words {
                    yes.words[word] = first.words[word] | second.words[word]
                    unknown.words[word] = (unknown.words[word] | second.words[word]) & yes.words[word]
                    left |= yes.words[word]
                }
                return left != 0
            } finally: {
                for word in at.words { yes.words[word] &= ~unknown.words[word] }
            }
        case .or(let plans):
            let rest = bits.take()
            defer { bits.release(1) }
            for word in at.words { rest.words[word] = active.words[word] }
            yes.clear(at.rows)
            unknown.clear(at.rows)
            return each(plans, at) { plan, first, second in
                guard run(plan, at, rest, first, second) else { return nil }
                var left: UInt64 = 0
                for word in at.words {
                    yes.words[word] |= first.words[word]
                    unknown.words[word] = (unknown.words[word] | second.words[word]) & ~yes.words[word]
                    rest.words[word] &= ~first.words[word]
                    left |= rest.words[word]
                }
                return left != 0
            } finally: {
            }
        }
        return true
    }

    /// Runs `body` with two bitmaps for each plan until it returns false, then `finally`; false when a body returns nil.
    private func each(
        _ plans: [QueryPlan],
        _ at: Place,
        _ body: (QueryPlan, RowBits, RowBits) -> Bool?,
        finally: () -> Void
    ) -> Bool {
        let first = bits.take()
        let second = bits.take()
        defer { bits.release(2) }
        for plan in plans {
            guard let goesOn = body(plan, first, second) else { return false }
            if !goesOn { break }
        }
        finally()
        return true
    }

    // MARK: - The bytes of lines

    private func run(_ term: RawTerm, _ at: Place, _ active: RowBits, _ yes: RowBits, _ unknown: RowBits) -> Bool {
        let left = bits.take()
        let hits = bits.take()
        defer { bits.release(2) }
        for word in at.words { left.words[word] = active.words[word] }
        yes.clear(at.rows)
        unknown.clear(at.rows)
        var completed = true
        active.forEachSpan(at.rows, gap: 16) { span in
            at.chunk.forEachRun(in: span, buffer) { run in
                if isCancelled() {
                    completed = false
                    return false
                }
                let search = RawSearch(run: run)
                for group in term.groups {
                    hits.clearOnly(run.rows)
                    for text in group { search.find(text, in: left, butNot: hits, into: hits) }
                    if term.isWhole { yes.merge(hits, in: run.rows) }
                    // What is left is what may still hold: hits, and lines that are not to be judged by their bytes.
                    unknown.clearOnly(run.rows)
                    for text in term.exceptions { search.find(text, in: left, butNot: hits, into: unknown) }
                    if !term.isWhole { unknown.merge(hits, in: run.rows) }
                    left.replace(unknown, in: run.rows)
                }
                return true
            }
            return completed
        }
        return completed
    }

    // MARK: - Decoding

    /// Moves the rows of `unknown` that match to `yes`. False when it was cancelled.
    private func decode(_ chunk: Chunk, _ rows: Range<Int>, _ unknown: RowBits, _ yes: RowBits) -> Bool {
        var completed = true
        var decoded = 0
        guard !unknown.isEmpty(rows) else { return true }
        DecoderPool.shared.with { decoder in
            unknown.forEachSpan(rows, gap: 4) { span in
                chunk.forEachRun(in: span, buffer) { run in
                    unknown.forEachOnly(run.rows) { row in
                        decoded += 1
                        if decoded % ColumnQuery.decodedAtOnce == 0, isCancelled() {
                            completed = false
                            return false
                        }
                        if matches(run, chunk, row, decoder) { yes.insert(row) }
                        return true
                    }
                    return completed
                }
                return completed
            }
        }
        return completed
    }

    private func matches(_ run: RawRun, _ chunk: Chunk, _ row: Int, _ decoder: LineDecoder) -> Bool {
        var line = UnsafeBufferPointer(rebasing: run.bytes[run.start(row)..<run.end(row)])
        if line.last == 0x0D { line = UnsafeBufferPointer(rebasing: line.dropLast()) }
        let decoded = !chunk.flags[row].contains(.malformed) && decoder.decode(line)
        let view = RecordView(
            line: line,
            decoder: decoded ? decoder : nil,
            time: Timestamp(nanoseconds: chunk.when(row)),
            file: names.name(chunk.source[row]) ?? "",
            number: chunk.line[row]
        )
        return query.root.matches(view)
    }
}
