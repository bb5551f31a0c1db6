/// A JSONPath as the language uses it (https://states-language.net/spec.html#path): of the input (`$.order`), of the context object
/// (`$$.Execution.Id`) or of a variable (`$total.net`).
package struct Path: Hashable, Sendable {
    package enum Root: Hashable, Sendable {
        case input
        case context
        case variable(String)
        /// `@` in a filter: the element that is tried.
        case current
    }

    enum Segment: Hashable, Sendable {
        case child(String)
        case children([String])
        /// Negative ones count from the end.
        case index(Int)
        case indices([Int])
        case slice(from: Int?, to: Int?, step: Int)
        case wildcard
        /// `..`: every value below, then the next segment.
        case descendants
        case filter(PathFilter)
        /// `.length()` at the end.
        case length

        /// Whether it leads to one value at most.
        var isDefinite: Bool {
            switch self {
            case .child, .index, .length: true
            default: false
            }
        }
    }

    let root: Root
    let segments: [Segment]
    /// As it was written.
    package let text: String

    /// Whether it leads to one value at most; else its value is an array of all that it finds.
    var isDefinite: Bool { segments.allSatisfy(\.isDefinite) }

    /// A path that can be set as well as read: names and indices only (https://states-language.net/spec.html#ref-paths).
    var isReference: Bool {
        segments.allSatisfy { segment in
            switch segment {
            case .child: true
            case .index(let i): i >= 0
            default: false
            }
        }
    }

    /// Why a text is no path, and where: `offset` counts bytes from 0.
    package struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
        package let offset: Int
        package let reason: String
        package var description: String { "\(reason) (at character \(offset + 1))" }
    }

    /// - Throws: ``Mistake``.
    package init(_ text: String) throws(Mistake) {
        var parser = PathParser(text)
        self = try parser.whole()
    }

    init(root: Root, segments: [Segment], text: String) {
        self.root = root
        self.segments = segments
        self.text = text
    }
}
