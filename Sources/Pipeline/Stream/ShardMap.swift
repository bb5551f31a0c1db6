import Crypto
import EventModel

/// Which shard a key is in: the MD5 of the key is a number of 128 bits, and each shard has an equal range of them
/// (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html).
struct ShardMap: Sendable {
    var count: Int

    /// The number of a key.
    static func hash(_ key: String) -> UInt128 {
        Insecure.MD5.hash(data: Array(key.utf8)).reduce(0) { $0 << 8 | UInt128($1) }
    }

    func shard(of hash: UInt128) -> Int { Int(hash.multipliedFullWidth(by: UInt128(count)).high) }

    /// The first number of a shard and its last one.
    func range(of shard: Int) -> ClosedRange<UInt128> {
        start(shard)...(shard + 1 == count ? .max : start(shard + 1) - 1)
    }

    /// The smallest hash whose shard it is: `shard` times 2^128 by `count`, rounded up.
    private func start(_ shard: Int) -> UInt128 {
        if shard == 0 { return 0 }
        let (quotient, remainder) = UInt128(count).dividingFullWidth((high: UInt128(shard), low: 0))
        return remainder == 0 ? quotient : quotient + 1
    }

    static func id(_ shard: Int) -> String {
        let digits = String(shard)
        return "shardId-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    /// The number of a shard by its id.
    static func number(_ id: String) -> Int? {
        guard id.hasPrefix("shardId-") else { return nil }
        return Int(id.dropFirst("shardId-".count))
    }
}
