import EventModel

/// How large a state's input or output may be.
enum DataLimit {
    /// Bytes of JSON text (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html): 256 KiB.
    static let bytes = 262_144
    /// Containers inside each other: what a snapshot can be read back with.
    static let depth = JSON.maximumDepth

    /// - Throws: ``StateFailure`` `States.DataLimitExceeded`.
    static func check(_ value: JSON, _ what: String) throws(StateFailure) {
        var left = bytes
        guard fits(value, depth, &left) else { throw failure(what) }
    }

    static func failure(_ what: String) -> StateFailure {
        StateFailure(.dataLimitExceeded, "\(what) with a size exceeding the maximum number of bytes service limit.")
    }

    /// The bytes of a value that was checked.
    static func size(_ value: JSON) -> Int {
        var left = bytes
        _ = fits(value, depth, &left)
        return bytes - left
    }

    /// Counts down; stops as soon as it is clear that the value is too large or too deep.
    private static func fits(_ value: JSON, _ depth: Int, _ left: inout Int) -> Bool {
        switch value {
        case .null: left -= 4
        case .bool(let b): left -= b ? 4 : 5
        case .number(let n): left -= n.text.utf8.count
        case .string(let s): left -= s.utf8.count + 2
        case .array(let elements):
            guard depth > 0 else { return false }
            left -= 2 + max(0, elements.count - 1)
            for element in elements where left < 0 || !fits(element, depth - 1, &left) { return false }
        case .object(let object):
            guard depth > 0 else { return false }
            left -= 2 + max(0, object.members.count - 1)
            for member in object.members {
                left -= member.name.utf8.count + 3
                guard left >= 0, fits(member.value, depth - 1, &left) else { return false }
            }
        }
        return left >= 0
    }
}
