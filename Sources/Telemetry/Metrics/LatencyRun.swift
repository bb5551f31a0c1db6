/// A histogram put away: one byte or two for each bucket that holds something.
struct LatencyRun {
    /// For each such bucket its distance from the one before, shifted left by one; the lowest bit says that a count other
    /// than 1 follows. Both as numbers of seven bits a byte, the lowest first, the top bit set on all bytes but the last.
    private var packed: [UInt8] = []

    init() {}

    init(_ latency: Latency) {
        var last = 0
        latency.forEach { bucket, count in
            append((Int(bucket) - last) << 1 | (count == 1 ? 0 : 1))
            if count != 1 { append(count) }
            last = Int(bucket)
        }
        packed = Array(packed)
    }

    var bytes: Int { packed.capacity }

    private mutating func append(_ number: Int) {
        var rest = number
        while rest > 0x7F {
            packed.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        packed.append(UInt8(rest))
    }

    /// Calls `body` with each bucket that holds something, in ascending order.
    @inline(__always)
    func forEach(_ body: (UInt16, Int) -> Void) {
        packed.withUnsafeBufferPointer { packed in
            var at = 0
            var bucket = 0
            func number() -> Int {
                var number = 0
                var shift = 0
                while true {
                    let byte = packed[at]
                    at += 1
                    number |= Int(byte & 0x7F) << shift
                    if byte < 0x80 { return number }
                    shift += 7
                }
            }
            while at < packed.count {
                let head = number()
                bucket += head >> 1
                body(UInt16(truncatingIfNeeded: bucket), head & 1 == 0 ? 1 : number())
            }
        }
    }
}
