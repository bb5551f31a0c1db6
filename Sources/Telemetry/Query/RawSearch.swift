import CTextSearch

/// Looks for texts in the lines of a run.
struct RawSearch {
    let run: RawRun

    /// Adds to `out` the rows of `candidates`, without those of `excluded`, whose lines contain a text.
    ///
    /// Where most lines are candidates the run is searched as one stretch of bytes, and a hit is led back to its row.
    func find(_ text: TextNeedle, in candidates: RowBits, butNot excluded: RowBits, into out: RowBits) {
        var wanted = 0
        RowBits.forEachWord(run.rows) { word, mask in
            wanted += (candidates.words[word] & ~excluded.words[word] & mask).nonzeroBitCount
        }
        if wanted == 0 { return }
        text.prepared { text in
            if wanted * 3 >= run.rows.count {
                along(text, candidates, excluded, out)
            } else {
                RowBits.forEachWord(run.rows) { word, mask in
                    var bits = candidates.words[word] & ~excluded.words[word] & mask
                    while bits != 0 {
                        let row = word << 6 + bits.trailingZeroBitCount
                        if TextNeedle.find(text, run.bytes, run.start(row)..<run.end(row)) != nil { out.insert(row) }
                        bits &= bits - 1
                    }
                }
            }
        }
    }

    private func along(
        _ text: UnsafePointer<tailrace_text>,
        _ candidates: RowBits,
        _ excluded: RowBits,
        _ out: RowBits
    ) {
        let end = run.bytes.count
        var row = run.rows.lowerBound
        var at = run.start(row)
        while at < end, let place = TextNeedle.find(text, run.bytes, at..<end) {
            row = self.row(of: place, from: row)
            guard place + text.pointee.count <= run.end(row) else {
                // It runs over the end of a line.
                at = place + 1
                continue
            }
            if candidates.contains(row), !excluded.contains(row) { out.insert(row) }
            row += 1
            if row == run.rows.upperBound { return }
            at = run.start(row)
        }
    }

    /// The last row, at or after `first`, that begins at or before a place; mostly near.
    private func row(of place: Int, from first: Int) -> Int {
        var low = first
        var step = 1
        while low + step < run.rows.upperBound, run.start(low + step) <= place {
            low += step
            step *= 2
        }
        var high = min(low + step, run.rows.upperBound)
        while high - low > 1 {
            let middle = (low + high) / 2
            if run.start(middle) <= place { low = middle } else { high = middle }
        }
        return low
    }
}
