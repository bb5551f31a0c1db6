#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Colour for results on a terminal; plain text everywhere else, and wherever `NO_COLOR` or `--no-color` says so.
struct Paint {
    enum Ink: String {
        case red = "31"
        case yellow = "33"
        case green = "32"
        case cyan = "36"
        case dim = "2"
        case bold = "1"
    }
    let isOn: Bool

    init(noColor: Bool) {
        let forbidden = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        isOn = !noColor && !forbidden && Output.isTerminal
    }

    func callAsFunction(_ text: String, _ ink: Ink?) -> String {
        guard isOn, let ink, !text.isEmpty else { return text }
        return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
    }
}
