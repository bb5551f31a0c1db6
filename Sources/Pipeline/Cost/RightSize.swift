import EventModel

/// What fewer or more megabytes would do to a function, from what it was seen to take
/// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
package enum RightSize {
    /// Invocations before which nothing is said.
    static let fewest = 20
    /// Room above the most that was seen.
    private static let room = 1.3
    private static let least = 128

    /// A sentence for an operator; nil where the size is right or too little is known.
    package static func advice(_ use: FunctionUse, memoryMB: Int, timeout: Duration? = nil, prices: PriceList)
        -> String?
    {
        guard use.requests >= fewest else { return nil }
        if let peak = use.peakMegabytes {
            if peak * 10 > memoryMB * 9 {
                return "takes \(peak) of \(memoryMB) MB: give it \(size(for: peak)) MB before it runs out"
            }
            let enough = size(for: peak)
            if enough < memoryMB {
                var smaller = use
                smaller.megabyteMilliseconds = use.billedMilliseconds * enough
                let saved = (1 - prices.cost(of: smaller) / prices.cost(of: use)) * 100
                return
                    "takes \(peak) of \(memoryMB) MB at most: \(enough) MB would do, and save \(Int(saved.rounded())) %"
            }
        }
        if let timeout, use.longest * 10 > timeout * 9 {
            return "its longest run took \(Int(use.longest.inMilliseconds)) of \(Int(timeout.inMilliseconds)) ms"
        }
        return nil
    }

    /// The next multiple of 64 MB that leaves room.
    private static func size(for peak: Int) -> Int {
        max(least, Int((Double(peak) * room / 64).rounded(.up)) * 64)
    }
}
