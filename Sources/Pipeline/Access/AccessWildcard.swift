/// A text of a policy in which `*` stands for any characters and `?` for one
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards).
struct AccessWildcard: Hashable, Sendable {
    private let pattern: [Unicode.Scalar]
    private let ignoresCase: Bool

    init(_ text: String, ignoringCase: Bool = false) {
        ignoresCase = ignoringCase
        pattern = text.unicodeScalars.map { ignoringCase ? Self.lower($0) : $0 }
    }

    /// Whether a text is what the pattern stands for. At a mismatch the last `*` takes one character more: no worse than both lengths
    /// multiplied.
    func matches(_ text: String) -> Bool {
        let text = text.unicodeScalars
        var (p, t) = (0, text.startIndex)
        var star: (p: Int, t: String.Index)?
        while t < text.endIndex {
            if p < pattern.count, pattern[p] == "*" {
                star = (p, t)
                p += 1
            } else if p < pattern.count,
                pattern[p] == "?" || pattern[p] == (ignoresCase ? Self.lower(text[t]) : text[t])
            {
                p += 1
                t = text.index(after: t)
            } else if let last = star {
                let next = text.index(after: last.t)
                star = (last.p, next)
                (p, t) = (last.p + 1, next)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
    }
}
