extension Int {
    /// The sum, or the number that is next to it: a total that runs for years ends at the greatest, not in a trap.
    func adding(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
