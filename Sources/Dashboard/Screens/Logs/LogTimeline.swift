import EventModel

/// Where in time the matches of a filter are: the log's time from its oldest record to its newest in columns of equal length,
/// each with the ids of its records. Records count as ordered by time; those that are not are a little off their column, and
/// those that say no time are with their neighbours.
struct LogTimeline {
    let start: Timestamp
    let end: Timestamp
    /// The first id of each column, and one past the last.
    private let bounds: [Int]
    /// Records without a time that are passed over, at most, to find one with a time.
    private static let patience = 256

    /// Nil if the log has no two moments.
    ///
    /// - Parameter time: what a record's line says; the time of its arrival would put old logs' odd lines far off.
    init?(_ ids: Range<Int>, width: Int, _ time: (Int) -> Timestamp?) {
        guard width > 0, let start = ids.prefix(Self.patience).lazy.compactMap(time).first,
            let end = ids.suffix(Self.patience).reversed().lazy.compactMap(time).first, start < end
        else { return nil }
        self.start = start
        self.end = end
        let length = end - start
        var bounds = [ids.lowerBound]
        for column in 1..<max(width, 2) where column < width {
            let moment = start + length / width * column
            var low = bounds[column - 1], high = ids.upperBound
            while low < high {
                let middle = low + (high - low) / 2
                let near = (middle..<min(high, middle + Self.patience)).lazy.compactMap(time).first
                // Where none says a time, what comes before has to tell.
                if near.map({ $0 < moment }) ?? false { low = middle + 1 } else { high = middle }
            }
            bounds.append(low)
        }
        self.bounds = bounds + [ids.upperBound]
    }

    /// Of all records there are.
    init?(_ records: Records, width: Int) {
        let timeline = records.withTimestamps { LogTimeline(records.ids, width: width, $0) }
        guard let timeline else { return nil }
        self = timeline
    }

    var width: Int { bounds.count - 1 }

    /// The ids of a column's records.
    func ids(_ column: Int) -> Range<Int> { bounds[column]..<bounds[column + 1] }

    /// The column a record is in.
    func column(of id: Int) -> Int {
        let next = bounds.partitioningIndex { $0 > id }
        return min(max(0, next - 1), width - 1)
    }

    /// Matches in each column.
    func counts(_ matches: MatchList) -> [Int] {
        (0..<width).map { matches.rank(of: bounds[$0 + 1]) - matches.rank(of: bounds[$0]) }
    }

    /// The first match of the next column that has any, or of the previous one.
    func match(from id: Int, forward: Bool, _ matches: MatchList) -> Int? {
        let here = column(of: id)
        let rank: Int
        if forward {
            rank = matches.rank(of: ids(here).upperBound)
        } else {
            let last = matches.rank(of: ids(here).lowerBound) - 1
            guard last >= 0 else { return nil }
            rank = matches.rank(of: ids(column(of: matches[last])).lowerBound)
        }
        return rank < matches.count ? matches[rank] : nil
    }
}
