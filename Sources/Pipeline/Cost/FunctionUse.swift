import EventModel
import GRDB

/// What a function did: what its bill is made of, and what tells whether it has the right size.
package struct FunctionUse: Hashable, Sendable {
    package var requests = 0
    package var errors = 0
    package var coldStarts = 0
    /// Of all its handlers together.
    package var duration = Duration.zero
    package var longest = Duration.zero
    /// Milliseconds, each invocation rounded up to the next, its initialisation included
    /// (https://aws.amazon.com/lambda/pricing/).
    package var billedMilliseconds = 0
    /// Those times the megabytes that the function had.
    package var megabyteMilliseconds = 0
    /// The most memory that one of its programs was seen to take, in megabytes; nil where that cannot be measured.
    package var peakMegabytes: Int?

    package init() {}

    /// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html: a gigabyte is 1,024 megabytes.
    package var gigabyteSeconds: Double { Double(megabyteMilliseconds) / (1_024 * 1_000) }

    package var meanDuration: Duration? { requests == 0 ? nil : duration / requests }

    package static func += (a: inout FunctionUse, b: FunctionUse) {
        a.requests += b.requests
        a.errors += b.errors
        a.coldStarts += b.coldStarts
        a.duration += b.duration
        a.longest = max(a.longest, b.longest)
        a.billedMilliseconds += b.billedMilliseconds
        a.megabyteMilliseconds += b.megabyteMilliseconds
        if let peak = b.peakMegabytes { a.peakMegabytes = max(a.peakMegabytes ?? 0, peak) }
    }

    static let columns =
        "sum(requests), sum(errors), sum(cold_starts), sum(duration), max(longest), sum(billed), sum(memory_ms), max(peak)"

    /// From ``columns``, beginning at `first`.
    init(_ row: Row, from first: Int) {
        requests = row[first]
        errors = row[first + 1]
        coldStarts = row[first + 2]
        duration = .nanoseconds(row[first + 3] as Int64)
        longest = .nanoseconds(row[first + 4] as Int64)
        billedMilliseconds = row[first + 5]
        megabyteMilliseconds = row[first + 6]
        peakMegabytes = row[first + 7]
    }

    /// Adds it to a function's day.
    func save(_ function: String, day: Int, in db: Database) throws {
        try db.run(
            """
            INSERT INTO usage VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(function, day) DO UPDATE SET
                requests = requests + excluded.requests, errors = errors + excluded.errors,
                cold_starts = cold_starts + excluded.cold_starts, duration = duration + excluded.duration,
                longest = max(longest, excluded.longest), billed = billed + excluded.billed,
                memory_ms = memory_ms + excluded.memory_ms, peak = max(coalesce(peak, excluded.peak), coalesce(excluded.peak, peak))
            """,
            [
                function, day, requests, errors, coldStarts, duration.nanoseconds, longest.nanoseconds,
                billedMilliseconds, megabyteMilliseconds, peakMegabytes,
            ]
        )
    }
}
