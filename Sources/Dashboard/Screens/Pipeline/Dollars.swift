import TerminalUI

/// An amount of US dollars as a person reads it.
package enum Dollars {
    /// `$0`, `$0.000012`, `$0.42`, `$1,284.10`: two digits that count below a dollar, cents from there on.
    package static func text(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e13 else { return "–" }
        if value < 0 { return "-" + text(-value) }
        if value < 0.000_000_005 { return value > 0 ? "<$0.00000001" : "$0" }
        var places = 2
        var unit = 100.0
        // Two significant digits, and never more than eight places.
        while places < 8, value * unit < 9.95 {
            places += 1
            unit *= 10
        }
        let scaled = Int((value * unit).rounded())
        let whole = scaled / Int(unit), part = String(scaled % Int(unit))
        return "$\(Figures.count(whole))." + String(repeating: "0", count: places - part.count) + part
    }
}
