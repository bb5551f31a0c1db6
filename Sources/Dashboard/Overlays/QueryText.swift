import Telemetry

/// Pieces of queries, written so that any text stands for itself.
package enum QueryText {
    /// A text in quotes: searched for in the whole record.
    package static func quoted(_ text: String) -> String {
        var out = "\""
        for character in text {
            if character == "\"" { out.append("\\") }
            out.append(character)
        }
        // A backslash at the end would keep the quote from closing; one less finds the same and a little more.
        while out.last == "\\" { out.removeLast() }
        return out + "\""
    }

    /// `FIELD="VALUE"`.
    package static func equal(_ field: String, _ value: String) -> String { "\(field)=\(quoted(value))" }

    /// The same without records of metrics, unless it asks for them or against them itself.
    package static func withoutMetrics(_ query: String) -> String {
        query.contains("metric=") ? query : and(query, "metric=false")
    }

    /// The name that a field is known by, of any of its names; nil of a path.
    package static func canonical(_ name: String) -> String? { Query.fieldName(name) }

    /// A text as a regular expression that finds just it.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { text, character in
            if !character.isLetter, !character.isNumber { text.append("\\") }
            text.append(character)
        }
    }

    /// Both must match.
    package static func and(_ a: String, _ b: String) -> String {
        if a.isEmpty { return b }
        return b.isEmpty ? a : "(\(a)) (\(b))"
    }
}
