import EventModel

extension Intrinsic {
    /// A text that is empty or blank is null.
    static func parsed(_ value: JSON) throws(Failure) -> JSON {
        let text = try text(value)
        if text.utf8.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return .null }
        do throws(JSON.ParseError) {
            return try JSON(parsing: text)
        } catch {
            throw Failure(reason: "the string is \(error)")
        }
    }

    /// The members of both; of a name in both, the second's. Only the shallow merge exists.
    static func merged(_ values: [JSON]) throws(Failure) -> JSON {
        guard case .object(var result) = values[0], case .object(let other) = values[1] else {
            throw Failure(reason: "two objects were expected")
        }
        guard values[2] == .bool(false) else {
            throw Failure(reason: "the third argument must be false: deep merging is not supported")
        }
        guard result.members.count + other.members.count > 64 else {
            for member in other.members { result[member.name] = member.value }
            return .object(result)
        }
        var places: [[UInt8]: Int] = [:]
        var members: [JSON.Member] = []
        for member in result.members + other.members {
            let name = Array(member.name.utf8)
            if let place = places[name] {
                members[place].value = member.value
            } else {
                places[name] = members.count
                members.append(member)
            }
        }
        return .object(JSON.Object(members))
    }
}
