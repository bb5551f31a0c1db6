import EventModel

extension Intrinsic {
    /// Elements that `States.ArrayRange` makes at most.
    private static let longestRange = 1000

    static func partitioned(_ value: JSON, _ size: JSON) throws(Failure) -> JSON {
        let elements = try array(value)
        let size = try integer(size)
        guard size > 0 else { throw Failure(reason: "the chunk size must be above 0, not \(size)") }
        return .array(
            stride(from: 0, to: elements.count, by: min(size, max(1, elements.count))).map {
                .array(Array(elements[$0..<min($0 + size, elements.count)]))
            }
        )
    }

    static func range(_ values: [JSON]) throws(Failure) -> JSON {
        let (first, last) = (try integer(values[0]), try integer(values[1]))
        let step = try integer(values[2])
        guard step > 0 else { throw Failure(reason: "the step must be above 0, not \(step)") }
        guard first <= last else { return .array([]) }
        guard (last - first) / step < longestRange else {
            throw Failure(reason: "the range has more than \(longestRange) elements")
        }
        return .array(stride(from: first, through: last, by: step).map(JSON.int))
    }

    static func item(_ value: JSON, _ index: JSON) throws(Failure) -> JSON {
        let elements = try array(value)
        let index = try integer(index)
        guard elements.indices.contains(index) else {
            throw Failure(reason: "there is no element \(index) in an array of \(elements.count)")
        }
        return elements[index]
    }

    /// The elements, each once, where it first stood.
    static func unique(_ elements: [JSON]) -> [JSON] {
        var seen: [[UInt8]: Void] = [:]
        return elements.filter { seen.updateValue((), forKey: $0.canonical) == nil }
    }
}

extension JSON {
    /// The same bytes for values that mean the same.
    fileprivate var canonical: [UInt8] {
        var out: [UInt8] = []
        writeCanonical(to: &out)
        return out
    }

    private func writeCanonical(to out: inout [UInt8]) {
        switch self {
        case .number(let n): (n.value.isFinite ? JSON.double(n.value) : self).write(to: &out)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for element in elements {
                element.writeCanonical(to: &out)
                out.append(UInt8(ascii: ","))
            }
            out.append(UInt8(ascii: "]"))
        case .object(let object):
            out.append(UInt8(ascii: "{"))
            for member in object.members.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
                JSON.write(member.name, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.writeCanonical(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        default: write(to: &out)
        }
    }
}
