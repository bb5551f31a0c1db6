/// Counts of durations in the buckets of an HDR histogram of three digits (https://hdrhistogram.org): every microsecond up
/// to 2 ms, from there on 1,024 buckets for each doubling.
///
/// A histogram is kept for every service and event type of every chunk, and chunks leave a time window as well as enter
/// it. So, other than hdrhistogram-swift, whose histograms take 45 kB each however little they hold, this one starts as a
/// short list, can be packed, and can be subtracted.
struct Latency {
    struct Count {
        var bucket: UInt16
        var count: UInt32
    }

    private static let longestList = 128
    /// Nanoseconds; anything above two hours counts as two hours.
    private static let longest: Int64 = 7_200_000_000_000

    /// While there are few different buckets: those, ascending.
    private var few: [Count] = []
    /// Afterwards: the count of each bucket.
    private var counts: [UInt32] = []
    private(set) var total = 0

    init() {}

    var isEmpty: Bool { total == 0 }

    static func bucket(nanoseconds: Int64) -> UInt16 {
        let microseconds = UInt64((min(max(nanoseconds, 0), longest) + 500) / 1000)
        if microseconds < 2048 { return UInt16(truncatingIfNeeded: microseconds) }
        let shift = 53 - microseconds.leadingZeroBitCount
        return UInt16(truncatingIfNeeded: (shift << 10) + Int(microseconds >> UInt64(shift)))
    }

    /// The longest duration of a bucket, in microseconds.
    static func longest(in bucket: Int) -> Int64 {
        if bucket < 2048 { return Int64(bucket) }
        let shift = (bucket >> 10) - 1
        return (Int64(bucket - (shift << 10) + 1) << Int64(shift)) - 1
    }

    mutating func record(_ nanoseconds: Int64) { add(Latency.bucket(nanoseconds: nanoseconds), 1) }

    /// Adds a count to a bucket, or takes it away where it is negative.
    mutating func add(_ bucket: UInt16, _ count: Int) {
        total += count
        if !counts.isEmpty {
            let place = Int(bucket)
            if place >= counts.count {
                counts.append(contentsOf: repeatElement(0, count: (place | 1023) + 1 - counts.count))
            }
            counts[place] &+= UInt32(truncatingIfNeeded: count)
            return
        }
        var low = 0
        var high = few.count
        while low < high {
            let middle = (low + high) / 2
            if few[middle].bucket < bucket { low = middle + 1 } else { high = middle }
        }
        if low < few.count, few[low].bucket == bucket {
            few[low].count &+= UInt32(truncatingIfNeeded: count)
            if few[low].count == 0 { few.remove(at: low) }
        } else {
            few.insert(Count(bucket: bucket, count: UInt32(truncatingIfNeeded: count)), at: low)
            if few.count > Latency.longestList { spread() }
        }
    }

    /// Adds what a run holds, or takes it away.
    mutating func add(_ run: LatencyRun, times sign: Int) {
        run.forEach { add($0, $1 * sign) }
    }

    private mutating func spread() {
        counts = Array(repeating: 0, count: (Int(few[few.count - 1].bucket) | 1023) + 1)
        for entry in few { counts[Int(entry.bucket)] = entry.count }
        few = []
    }

    /// The duration that `percentile` percent of the recorded do not exceed; at least the percentile of the sorted list by rank, at most 0.1 % above it.
    func at(_ percentile: Double) -> Duration { at([percentile])[0] }

    /// The same of several percentiles, which ascend, in one pass.
    func at(_ percentiles: [Double]) -> [Duration] {
        var found: [Duration] = []
        var seen = 0
        /// Whether all are found.
        func pass(_ bucket: Int, _ count: Int) -> Bool {
            seen += count
            while found.count < percentiles.count, seen >= rank(percentiles[found.count]) {
                found.append(.microseconds(Latency.longest(in: bucket)))
            }
            return found.count == percentiles.count
        }
        for entry in few { if pass(Int(entry.bucket), Int(entry.count)) { return found } }
        var next = found.count < percentiles.count ? rank(percentiles[0]) : 0
        for bucket in counts.indices {
            let count = Int(counts[bucket])
            if seen &+ count < next {
                seen &+= count
            } else {
                if pass(bucket, count) { return found }
                next = rank(percentiles[found.count])
            }
        }
        return found + repeatElement(.zero, count: percentiles.count - found.count)
    }

    private func rank(_ percentile: Double) -> Int { max(Int((percentile * Double(total) / 100).rounded(.up)), 1) }

    /// Calls `body` with each bucket that holds something, in ascending order.
    func forEach(_ body: (UInt16, Int) -> Void) {
        for entry in few { body(entry.bucket, Int(entry.count)) }
        for bucket in counts.indices where counts[bucket] != 0 { body(UInt16(bucket), Int(counts[bucket])) }
    }
}
