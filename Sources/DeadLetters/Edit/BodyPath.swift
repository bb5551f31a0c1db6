package import EventModel

/// A path to one value of a JSON body: `$.items[0].price`, `$['unit price']`, with or without `$.` before it.
///
/// The part of JSONPath that means one place and no more: https://www.rfc-editor.org/rfc/rfc9535#section-2.3.5.
package struct BodyPath: Hashable, Sendable, CustomStringConvertible {
    enum Step: Hashable, Sendable {
        case member(String)
        /// Counts from 0; a negative one counts from the end, -1 being the last.
        case index(Int)
    }
    let steps: [Step]

    init(steps: [Step]) { self.steps = steps }

    /// - Throws: ``DeadLetterError`` `badInput` with the path and the column of the mistake.
    package init(_ text: String) throws(DeadLetterError) {
        var parser = Parser(text)
        steps = try parser.steps()
    }

    /// The path spelled in full, from `$`.
    package var description: String { spelled(steps.count) }

    /// Its first `count` steps.
    func spelled(_ count: Int) -> String {
        steps.prefix(count).reduce("$") { text, step in
            switch step {
            case .index(let i): "\(text)[\(i)]"
            case .member(let name):
                !name.isEmpty && name.utf8.allSatisfy { isPlain($0) }
                    ? "\(text).\(name)" : "\(text)['\(escaped(name))']"
            }
        }
    }

    private func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == 0x5F || byte == 0x2D || byte >= 48 && byte <= 57
            || byte | 0x20 >= 97 && byte | 0x20 <= 122
    }

    private func escaped(_ name: String) -> String {
        name.reduce(into: "") { out, character in
            if character == "'" || character == "\\" { out.append("\\") }
            out.append(character)
        }
    }

    private struct Parser {
        let text: String
        let characters: [Character]
        var i = 0

        init(_ text: String) {
            self.text = text
            characters = Array(text)
        }

        func fail(_ why: String) -> DeadLetterError {
            DeadLetterError(.badInput, "path '\(text)', column \(i + 1): \(why)")
        }

        var peek: Character? { i < characters.count ? characters[i] : nil }

        mutating func steps() throws(DeadLetterError) -> [Step] {
            guard !characters.isEmpty else { throw fail("it is empty; $ is the whole body, $.name a member of it") }
            var steps: [Step] = []
            // `$ref` is a name.
            if peek == "$", characters.count == 1 || characters[1] == "." || characters[1] == "[" {
                i = 1
            } else if peek != "[" {
                steps.append(try name())
            }
            while let mark = peek {
                switch mark {
                case ".":
                    i += 1
                    steps.append(try name())
                case "[": steps.append(try bracket())
                default: throw fail("'.' or '[' should be here")
                }
            }
            return steps
        }

        mutating func name() throws(DeadLetterError) -> Step {
            let start = i
            while let c = peek, c != ".", c != "[", c != "]" { i += 1 }
            guard i > start else { throw fail("a member's name should be here") }
            return .member(String(characters[start..<i]))
        }

        mutating func bracket() throws(DeadLetterError) -> Step {
            i += 1
            let step: Step
            if let mark = peek, mark == "'" || mark == "\"" {
                step = .member(try quoted(mark))
            } else {
                let start = i
                while let c = peek, c != "]" { i += 1 }
                guard let index = Int(String(characters[start..<i])) else {
                    i = start
                    throw fail("an index or a quoted name should be here")
                }
                step = .index(index)
            }
            guard peek == "]" else { throw fail("']' should be here") }
            i += 1
            return step
        }

        mutating func quoted(_ mark: Character) throws(DeadLetterError) -> String {
            i += 1
            var name = ""
            while let c = peek {
                i += 1
                if c == mark { return name }
                if c == "\\", let next = peek {
                    name.append(next)
                    i += 1
                } else {
                    name.append(c)
                }
            }
            throw fail("the name's closing \(mark) is missing")
        }
    }
}
