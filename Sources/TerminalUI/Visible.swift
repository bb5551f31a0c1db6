/// The text with a visible stand-in for everything that could drive a terminal or hide from the eye, as a ``Buffer``
/// shows it; for lines that are printed, not painted.
package func visible(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        // A joiner between two emoji is part of what is seen.
        out.append(scalar == "\u{200D}" ? scalar : standIn(scalar) ?? scalar)
    }
    return String(out)
}
