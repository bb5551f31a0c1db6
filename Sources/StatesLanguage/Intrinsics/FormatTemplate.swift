import EventModel

extension Intrinsic {
    /// The template of `States.Format`: `{}` is a place for a value, a backslash takes its meaning from the next brace, quote or
    /// backslash.
    struct Template {
        private var parts: [[UInt8]] = [[]]

        /// How many values it takes.
        var places: Int { parts.count - 1 }

        static func places(in text: String) -> Int { Template(text).places }

        init(_ text: String) {
            var rest = Array(text.utf8)[...]
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "\\"), let next = rest.first, "'{}\\".utf8.contains(next) {
                    parts[parts.count - 1].append(next)
                    rest.removeFirst()
                } else if byte == UInt8(ascii: "{"), rest.first == UInt8(ascii: "}") {
                    rest.removeFirst()
                    parts.append([])
                } else {
                    parts[parts.count - 1].append(byte)
                }
            }
        }

        func filled(with values: [String]) -> String {
            var out = parts[0]
            for (part, value) in zip(parts.dropFirst(), values) {
                out += value.utf8
                out += part
            }
            return String(decoding: out, as: UTF8.self)
        }
    }
}

extension JSON {
    /// As the service prints a value into a text: a string as it is, containers as Java prints its maps and lists.
    var javaText: String {
        switch self {
        case .string(let text): text
        case .array(let elements): "[" + elements.map(\.javaText).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { "\($0.name)=\($0.value.javaText)" }.joined(separator: ", ") + "}"
        default: description
        }
    }
}
