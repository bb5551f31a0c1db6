/// What a run of records adds to the edges. Parts add up, so that a chunk is gone through once.
struct TopologyPart {
    struct Edge {
        /// Its number among all edges.
        var number: Int32
        /// Of a record whose cause came after it the count at the place first taken for its cause goes back.
        var count: Int32 = 0
        var errors: Int32 = 0
        /// Id of the latest record, of the latest that failed if one did.
        var sample = -1
        var sampleFailed = false
        var longestTook = Int64.min
        var longestWait = Int64.min
        /// Where its runs are: what it took, and from the second on what it waited.
        var runs: Range<Int32> = 0..<0
        var waitsAt: Int32 = 0
    }

    var edges: [Edge] = []
    /// A bucket of ``DurationSketch`` in the upper half, how many fell into it in the lower.
    var runs: [UInt32] = []
    /// Records whose cause was not found, less those of which it was found later.
    var unlinked = 0
}

/// Collects a ``TopologyPart``.
struct TopologyCollector {
    enum Measure: UInt64 { case took, wait }

    private(set) var part = TopologyPart()
    /// Real edges met: what is neither heard of, nor outside, nor a guess.
    private(set) var linked = 0
    /// Place in the part of each edge's number, less one.
    private var places: [Int32] = []
    /// Place in the part, measure and bucket.
    private var samples: [UInt64] = []

    init(samples expected: Int) { samples.reserveCapacity(expected) }

    /// The place of an edge in the part.
    @inline(__always)
    mutating func place(_ key: TopologyKey, _ keys: inout TopologyKeys) -> Int {
        let number = keys.number(of: key)
        if number >= places.count {
            places.append(contentsOf: repeatElement(0, count: max(number + 1 - places.count, 256)))
        }
        if places[number] == 0 {
            part.edges.append(TopologyPart.Edge(number: Int32(number)))
            places[number] = Int32(part.edges.count)
            if key.from != .heard, key.from != .outside, !key.isInferred { linked += 1 }
        }
        return Int(places[number]) - 1
    }

    @inline(__always)
    mutating func count(_ place: Int, _ id: Int, failed: Bool, by change: Int32 = 1) {
        part.edges[place].count += change
        if failed { part.edges[place].errors += change }
        if change > 0 { sample(place, id, failed: failed) }
    }

    /// Another record of what was counted already has failed.
    mutating func fail(_ place: Int, _ id: Int) {
        part.edges[place].errors += 1
        sample(place, id, failed: true)
    }

    @inline(__always)
    private mutating func sample(_ place: Int, _ id: Int, failed: Bool) {
        if failed || !part.edges[place].sampleFailed {
            part.edges[place].sample = id
            part.edges[place].sampleFailed = failed
        }
    }

    /// Nanoseconds; what is negative comes of two clocks and says nothing.
    @inline(__always)
    mutating func note(_ place: Int, _ measure: Measure, _ nanoseconds: Int64) {
        guard nanoseconds >= 0 else { return }
        switch measure {
        case .took: part.edges[place].longestTook = max(part.edges[place].longestTook, nanoseconds)
        case .wait: part.edges[place].longestWait = max(part.edges[place].longestWait, nanoseconds)
        }
        samples.append(UInt64(place) << 17 | measure.rawValue << 16 | UInt64(DurationSketch.bucket(nanoseconds)))
    }

    mutating func unlinked(_ change: Int) { part.unlinked += change }

    /// The part, its samples packed.
    consuming func finish() -> TopologyPart {
        // Sorted by edge and measure by counting, then each stretch by bucket.
        var starts = Array(repeating: 0, count: part.edges.count * 2 + 1)
        for sample in samples { starts[Int(sample >> 16) + 1] += 1 }
        for i in 1..<starts.count { starts[i] += starts[i - 1] }
        var sorted = Array(repeating: UInt16(0), count: samples.count)
        var fill = starts
        for sample in samples {
            let stretch = Int(sample >> 16)
            sorted[fill[stretch]] = UInt16(truncatingIfNeeded: sample)
            fill[stretch] += 1
        }
        var counts = Array(repeating: UInt32(0), count: DurationSketch.buckets)
        for edge in part.edges.indices {
            let begin = Int32(part.runs.count)
            pack(&sorted, starts[edge * 2]..<starts[edge * 2 + 1], &counts)
            part.edges[edge].waitsAt = Int32(part.runs.count)
            pack(&sorted, starts[edge * 2 + 1]..<starts[edge * 2 + 2], &counts)
            part.edges[edge].runs = begin..<Int32(part.runs.count)
        }
        return part
    }

    private mutating func pack(_ buckets: inout [UInt16], _ range: Range<Int>, _ counts: inout [UInt32]) {
        if range.count > 512 {
            for i in range { counts[Int(buckets[i])] += 1 }
            for bucket in counts.indices where counts[bucket] > 0 {
                add(UInt16(bucket), Int(counts[bucket]))
                counts[bucket] = 0
            }
            return
        }
        buckets[range].sort()
        var i = range.lowerBound
        while i < range.upperBound {
            var end = i + 1
            while end < range.upperBound, buckets[end] == buckets[i] { end += 1 }
            add(buckets[i], end - i)
            i = end
        }
    }

    private mutating func add(_ bucket: UInt16, _ count: Int) {
        var left = count
        while left > 0 {
            let some = min(left, Int(UInt16.max))
            part.runs.append(UInt32(bucket) << 16 | UInt32(some))
            left -= some
        }
    }
}
