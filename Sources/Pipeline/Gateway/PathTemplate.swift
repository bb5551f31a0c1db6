/// The path of a route: segments that are as written, `{name}` for any one, and at the end `{name+}` for all that is left
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
package struct PathTemplate: Hashable, Sendable, CustomStringConvertible {
    enum Segment: Hashable, Sendable {
        case literal(String)
        case parameter(String)
        /// One segment or more.
        case rest(String)
    }

    /// What a text is no path for: a sentence without its subject.
    package struct Mistake: Error, Hashable, Sendable {
        package let reason: String
    }

    let segments: [Segment]
    package let description: String

    /// - Throws: ``Mistake``.
    package init(_ text: String) throws(Mistake) {
        guard text.hasPrefix("/") else { throw Mistake(reason: "must begin with a slash") }
        guard text.utf8.count <= 512 else { throw Mistake(reason: "has \(text.utf8.count) bytes; the limit is 512") }
        var segments: [Segment] = []
        var names: Set<String> = []
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (i, part) in parts.enumerated() where text != "/" {
            if part.isEmpty { throw Mistake(reason: "has an empty segment") }
            guard part.hasPrefix("{") else {
                guard part.utf8.allSatisfy(Self.isLiteral) else {
                    throw Mistake(
                        reason: "has the segment '\(part)': letters, digits and -._~ only, or a parameter: {name}"
                    )
                }
                segments.append(.literal(String(part)))
                continue
            }
            guard part.hasSuffix("}") else { throw Mistake(reason: "has a parameter without its closing brace") }
            var name = part.dropFirst().dropLast()
            let isRest = name.hasSuffix("+")
            if isRest { name = name.dropLast() }
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isName) else {
                throw Mistake(reason: "has the parameter '\(part)': its name has letters, digits, - and _ only")
            }
            guard names.insert(String(name)).inserted else { throw Mistake(reason: "has the parameter \(name) twice") }
            if isRest, i != parts.count - 1 { throw Mistake(reason: "has '\(part)' before its end") }
            segments.append(isRest ? .rest(String(name)) : .parameter(String(name)))
        }
        self.segments = segments
        description = text
    }

    /// The names of its parameters, in order.
    package var parameters: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .parameter(let name), .rest(let name): name
            }
        }
    }

    /// The parameters where the decoded segments of a path match; nil where they do not.
    func match(_ path: [String]) -> [String: String]? {
        var parameters: [String: String] = [:]
        for (i, segment) in segments.enumerated() {
            guard i < path.count else { return nil }
            switch segment {
            case .literal(let text): if path[i] != text { return nil }
            case .parameter(let name):
                if path[i].isEmpty { return nil }
                parameters[name] = path[i]
            case .rest(let name):
                let rest = path[i...].joined(separator: "/")
                if rest.isEmpty { return nil }
                parameters[name] = rest
                return parameters
            }
        }
        return path.count == segments.count ? parameters : nil
    }

    /// Says which of two that match is the one: segment by segment, what is written goes before a parameter, and that before the rest.
    func isMoreSpecific(than other: PathTemplate) -> Bool {
        for (a, b) in zip(segments, other.segments) where a.rank != b.rank { return a.rank < b.rank }
        return segments.count > other.segments.count
    }

    /// The same for two templates that match the same paths.
    package var shape: String {
        segments.map { segment in
            switch segment {
            case .literal(let text): "/\(text)"
            case .parameter: "/{}"
            case .rest: "/{+}"
            }
        }.joined()
    }

    private static func isLiteral(_ byte: UInt8) -> Bool { isName(byte) || byte == 0x2E || byte == 0x7E }

    private static func isName(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 0x2D
            || byte == 0x5F
    }
}

extension PathTemplate.Segment {
    fileprivate var rank: Int {
        switch self {
        case .literal: 0
        case .parameter: 1
        case .rest: 2
        }
    }
}
