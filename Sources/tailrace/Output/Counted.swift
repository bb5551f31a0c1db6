import TerminalUI

/// A number with its noun: `1 record`, `2,304 records`.
func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(Figures.count(count)) \(count == 1 ? one : many ?? one + "s")"
}
