package import EventModel

extension BodyChange {
    /// The body with this one value replaced, or added to an object that is there; every other byte stays what it was: white
    /// space, the order of members, how numbers are spelled, members that stand twice (the last of them is meant).
    ///
    /// - Throws: ``DeadLetterError`` `badInput` with the path and why: the value or the body is not JSON, or the path leads nowhere.
    package func applied(to body: [UInt8]) throws(DeadLetterError) -> [UInt8] {
        let path = try BodyPath(path)
        let value = try json()
        switch try path.find(in: body) {
        case .value(let range): return body[..<range.lowerBound] + value + body[range.upperBound...]
        case .missing(let object):
            guard case .member(let name)? = path.steps.last else { return body }
            return body[..<object.end] + object.member(name, value) + body[object.end...]
        }
    }

    /// Says whether the path and the value can be read at all, before there is any body.
    ///
    /// - Throws: ``DeadLetterError`` `badInput`.
    package func check() throws(DeadLetterError) {
        _ = try BodyPath(path)
        _ = try json()
    }

    /// The value as it was spelled, without white space around it.
    private func json() throws(DeadLetterError) -> [UInt8] {
        let bytes = Array(value.utf8)
        do throws(JSONScan.Problem) {
            var scan = JSONScan(bytes)
            try scan.document()
            scan = JSONScan(bytes)
            return Array(bytes[try scan.value()])
        } catch {
            throw DeadLetterError(
                .badInput,
                "the value for \(path) is not JSON at byte \(error.offset): \(error.reason); text needs quotes: \"\(value)\""
            )
        }
    }
}
