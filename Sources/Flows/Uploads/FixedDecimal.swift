/// A decimal number with four digits after the point, exact: money never passes through a double.
struct FixedDecimal: Hashable, Sendable {
    /// Ten-thousandths.
    private(set) var units: Int64

    /// Reads `12`, `-0.5` or `9.8000`; nil for anything else, for more than four digits after the point, and for 10^12 and
    /// beyond.
    init?(_ text: String) {
        var bytes = text.utf8[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes.removeFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts[0]
        let fraction = parts.count > 1 ? parts[1] : nil
        guard (1...12).contains(whole.count), fraction.map({ (1...4).contains($0.count) }) ?? true else { return nil }
        var units: Int64 = 0
        for byte in whole.map({ $0 }) + (fraction ?? Substring("").utf8[...]).map({ $0 }) {
            guard byte >= 48, byte <= 57 else { return nil }
            units = units * 10 + Int64(byte - 48)
        }
        for _ in 0..<(4 - (fraction?.count ?? 0)) { units *= 10 }
        self.units = negative ? -units : units
    }

    private init(units: Int64) { self.units = units }

    /// The product, or nil if it does not fit.
    func times(_ factor: Int) -> FixedDecimal? {
        let (product, overflow) = units.multipliedReportingOverflow(by: Int64(factor))
        return overflow ? nil : FixedDecimal(units: product)
    }

    /// With two digits after the point, half a hundredth rounded away from zero: `58.80`.
    var inHundredths: String {
        let hundredths = units.magnitude / 100 + (units.magnitude % 100 >= 50 ? 1 : 0)
        let rest = hundredths % 100
        return "\(units < 0 && hundredths > 0 ? "-" : "")\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
