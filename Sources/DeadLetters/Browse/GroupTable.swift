import EventModel

/// Counts of dead letters by cause, in bounded memory: it keeps no message.
struct GroupTable {
    /// Causes that are told apart; messages of further ones are counted together under ``otherID``.
    static let limit = 1_000
    static let otherID = "000000000000"
    /// The most buckets of a trend. When time has filled them, two become one.
    static let buckets = 24

    private struct Entry {
        var error: String
        var count = 0
        var first: Timestamp
        var last: Timestamp
        var deaths = Array(repeating: 0, count: GroupTable.buckets)
    }

    private var entries: [String: Entry] = [:]
    /// When the first message of the queue died: where all trends begin.
    private var start: Timestamp?
    private var bucket: Duration = .seconds(1)
    private(set) var count = 0
    /// The newest message counted: the cursor to go on from.
    private(set) var last: DeadLetterCursor?

    /// Counts a message and answers the group it is in. Messages come in the order they died.
    @discardableResult
    mutating func add(_ letter: DeadLetter) -> String {
        let print = Fingerprint(letter)
        let id = entries[print.id] != nil || entries.count < Self.limit ? print.id : Self.otherID
        let start = start ?? letter.died
        self.start = start
        reach(letter.died)
        let error = id == Self.otherID ? "other causes" : print.error
        var entry = entries.removeValue(forKey: id) ?? Entry(error: error, first: letter.died, last: letter.died)
        entry.count += 1
        entry.first = min(entry.first, letter.died)
        entry.last = max(entry.last, letter.died)
        entry.deaths[min(Self.buckets - 1, max(0, Int((letter.died - start).nanoseconds / bucket.nanoseconds)))] += 1
        entries[id] = entry
        count += 1
        last = DeadLetterCursor(at: letter.died, id: letter.id)
        return id
    }

    /// The groups, most messages first, with trends that end now.
    mutating func groups(now: Timestamp) -> [DeadLetterGroup] {
        reach(now)
        guard let start else { return [] }
        let used = min(Self.buckets, max(1, Int((now - start).nanoseconds / bucket.nanoseconds) + 1))
        return entries.map { id, entry in
            DeadLetterGroup(
                fingerprint: id,
                error: entry.error,
                count: entry.count,
                first: entry.first,
                last: entry.last,
                trend: Array(entry.deaths.prefix(used))
            )
        }
        .sorted { ($1.count, $0.fingerprint) < ($0.count, $1.fingerprint) }
    }

    /// Widens the buckets until an instant falls into one.
    private mutating func reach(_ instant: Timestamp) {
        guard let start else { return }
        while (instant - start).nanoseconds / bucket.nanoseconds >= Self.buckets {
            bucket = bucket * 2
            for (id, entry) in entries {
                var merged = entry
                for i in 0..<Self.buckets / 2 { merged.deaths[i] = entry.deaths[2 * i] + entry.deaths[2 * i + 1] }
                for i in Self.buckets / 2..<Self.buckets { merged.deaths[i] = 0 }
                entries[id] = merged
            }
        }
    }
}
