import EventModel

extension EventPattern {
    /// Reads a pattern and multiplies its `$or` out.
    struct Compiler {
        /// More alternatives than this are refused: `$or` beside `$or` multiplies.
        static let maximumAlternatives = 4_096
        /// And more fields than this in all of them.
        static let maximumFields = 200_000

        /// The tests by path, one dictionary an alternative. A path that is written again, in a branch or after it, replaces
        /// what stood there.
        private(set) var alternatives: [[String: [Test]]] = [[:]]

        mutating func compile(_ pattern: JSON) throws(EventPatternError) {
            guard case .object(let object) = pattern else {
                throw EventPatternError(path: "", reason: "must be a JSON object")
            }
            try compile(object, path: "", place: "", inOr: false)
        }

        private mutating func compile(
            _ object: JSON.Object,
            path: String,
            place: String,
            inOr: Bool
        ) throws(EventPatternError) {
            guard !object.members.isEmpty else {
                throw EventPatternError(path: place, reason: "is an empty object; name at least one field")
            }
            for member in object.members {
                let inner = place.isEmpty ? member.name : "\(place).\(member.name)"
                if member.name == "$or" {
                    try compileOr(member.value, path: path, place: inner)
                    continue
                }
                if inOr, Compiler.reserved.contains(member.name) {
                    throw EventPatternError(path: inner, reason: "is a reserved word where $or needs a field's name")
                }
                let field = path.isEmpty ? member.name : "\(path).\(member.name)"
                switch member.value {
                case .object(let nested): try compile(nested, path: field, place: inner, inOr: inOr)
                case .array(let values):
                    let tests = try tests(values, place: inner)
                    let fields = alternatives.count * ((alternatives.first?.count ?? 0) + 1)
                    guard alternatives.count == 1 || fields <= Compiler.maximumFields else {
                        throw EventPatternError(
                            path: inner,
                            reason:
                                "makes more than \(Compiler.maximumFields) fields of what $or multiplies; split the rule"
                        )
                    }
                    for i in alternatives.indices { alternatives[i][field] = tests }
                default:
                    throw EventPatternError(
                        path: inner,
                        reason: "must be an object or an array of values, as in [\(member.value)]"
                    )
                }
            }
        }

        private mutating func compileOr(_ value: JSON, path: String, place: String) throws(EventPatternError) {
            guard case .array(let branches) = value else {
                throw EventPatternError(path: place, reason: "must be an array of objects")
            }
            guard branches.count >= 2 else {
                throw EventPatternError(path: place, reason: "needs at least two objects")
            }
            let before = alternatives
            var all: [[String: [Test]]] = []
            for (index, branch) in branches.enumerated() {
                let inner = "\(place)[\(index)]"
                guard case .object(let object) = branch else {
                    throw EventPatternError(path: inner, reason: "must be an object")
                }
                alternatives = before
                try compile(object, path: path, place: inner, inOr: true)
                all += alternatives
                guard all.count <= Compiler.maximumAlternatives else {
                    throw EventPatternError(
                        path: place,
                        reason:
                            "multiplies out to more than \(Compiler.maximumAlternatives) alternatives; split the rule"
                    )
                }
            }
            alternatives = all
        }

        private func tests(_ values: [JSON], place: String) throws(EventPatternError) -> [Test] {
            guard !values.isEmpty else {
                throw EventPatternError(path: place, reason: "is an empty array; name at least one value")
            }
            var tests: [Test] = []
            for (index, value) in values.enumerated() {
                let inner = "\(place)[\(index)]"
                if case .object(let object) = value {
                    tests.append(try test(object, place: inner))
                } else if let text = value.string, let address = Address(text) {
                    tests.append(.network(Network(address)))
                } else if let test = Test(exactly: value) {
                    tests.append(test)
                } else {
                    throw EventPatternError(
                        path: inner,
                        reason: "is an array; the values of a field stand in one array only"
                    )
                }
            }
            return tests
        }
    }
}
