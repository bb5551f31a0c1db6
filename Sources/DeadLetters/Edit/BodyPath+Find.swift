package import EventModel

extension BodyPath {
    /// The value that the path leads to; nil where the body is not JSON, or the path leads nowhere in it.
    package func value(in body: [UInt8]) -> JSON? {
        guard case .value(let range)? = try? find(in: body) else { return nil }
        return try? JSON(parsing: Array(body[range]))
    }

    /// The bytes of the value that the path leads to; nil where it leads nowhere.
    package func range(in body: [UInt8]) -> Range<Int>? {
        guard case .value(let range)? = try? find(in: body) else { return nil }
        return range
    }

    /// What stands at the path of a body.
    enum Place: Hashable {
        case value(Range<Int>)
        /// No such member, in an object that is there.
        case missing(JSONObjectLayout)
    }

    /// - Throws: ``DeadLetterError`` `badInput`: the body is not JSON, or the path leads nowhere and cannot be made to.
    func find(in body: [UInt8]) throws(DeadLetterError) -> Place {
        var range: Range<Int>
        do throws(JSONScan.Problem) {
            var scan = JSONScan(body)
            try scan.document()
            scan = JSONScan(body)
            range = try scan.value()
        } catch {
            throw fail("the body is not JSON at \(TextPlace(error.offset, in: body)): \(error.reason)")
        }
        var parent: JSONObjectLayout?
        for (n, step) in steps.enumerated() {
            let here = spelled(n)
            switch step {
            case .member(let name):
                guard body[range.lowerBound] == UInt8(ascii: "{") else {
                    throw fail("\(here) is \(kind(body[range.lowerBound])), which has no members")
                }
                let object = JSONObjectLayout(body, object: range, named: name, parent: parent)
                if let found = object.found {
                    range = found
                } else if n == steps.count - 1 {
                    return .missing(object)
                } else {
                    throw fail("\(here) has no member '\(name)'")
                }
                parent = object
            case .index(let index):
                guard body[range.lowerBound] == UInt8(ascii: "[") else {
                    throw fail("\(here) is \(kind(body[range.lowerBound])), which has no elements")
                }
                let elements = self.elements(body, of: range)
                let place = index < 0 ? elements.count + index : index
                guard elements.indices.contains(place) else {
                    throw fail(
                        "\(here) has \(elements.count) element\(elements.count == 1 ? "" : "s"), none at \(index)"
                    )
                }
                range = elements[place]
            }
        }
        return .value(range)
    }

    func fail(_ why: String) -> DeadLetterError { DeadLetterError(.badInput, "\(self): \(why)") }

    private func kind(_ first: UInt8) -> String {
        switch first {
        case UInt8(ascii: "{"): "an object"
        case UInt8(ascii: "["): "an array"
        case UInt8(ascii: "\""): "a string"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): "a boolean"
        case UInt8(ascii: "n"): "null"
        default: "a number"
        }
    }

    /// The elements of an array, in a text that has been found to be JSON.
    private func elements(_ body: [UInt8], of array: Range<Int>) -> [Range<Int>] {
        var scan = JSONScan(body, at: array.lowerBound + 1)
        var elements: [Range<Int>] = []
        scan.skipSpace()
        while let byte = scan.peek, byte != UInt8(ascii: "]"), let element = try? scan.value() {
            elements.append(element)
            scan.skipSpace()
            if scan.peek == UInt8(ascii: ",") { scan.advance() }
            scan.skipSpace()
        }
        return elements
    }
}
