import EventModel

extension Intrinsic {
    static func sum(_ a: JSON, _ b: JSON) throws(Failure) -> JSON {
        let (a, b) = (try integer(a), try integer(b))
        let (sum, overflow) = a.addingReportingOverflow(b)
        guard !overflow else { throw Failure(reason: "the sum is out of range") }
        return .int(sum)
    }

    /// From the first number, which is one of them, up to the second, which is not; a third is a seed: the same seed gives the same
    /// number.
    static func randomInteger(_ values: [JSON], _ random: inout RandomStream) throws(Failure) -> JSON {
        let (from, to) = (try integer(values[0]), try integer(values[1]))
        guard from < to else { throw Failure(reason: "the start \(from) must be below the end \(to)") }
        guard values.count > 2 else { return .int(Int.random(in: from..<to, using: &random)) }
        var seeded = RandomStream(seed: UInt64(bitPattern: Int64(try integer(values[2]))))
        return .int(Int.random(in: from..<to, using: &seeded))
    }
}
