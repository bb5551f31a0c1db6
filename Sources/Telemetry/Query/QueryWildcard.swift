/// Text with `*` for anything, as a pattern.
enum QueryWildcard {
    /// The pattern that a value with wildcards stands for; it covers the whole value.
    static func whole(_ text: String) throws(Pattern.Failure) -> Pattern { try Pattern("^\(body(text, wild: true))$") }

    /// A pattern that finds the text anywhere, whatever its case; without `wild` a star is a star.
    static func anywhere(_ text: String, wild: Bool) throws(Pattern.Failure) -> Pattern {
        try Pattern("(?i)\(body(text, wild: wild))")
    }

    private static func body(_ text: String, wild: Bool) -> String {
        var out = ""
        for character in text {
            if wild && character == "*" {
                out += "(?:.|\n)*"
            } else {
                if "\\.+*?()[]{}|^$".contains(character) { out += "\\" }
                out.append(character)
            }
        }
        return out
    }
}
