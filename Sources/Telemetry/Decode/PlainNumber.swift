/// A JSON number of at most 15 digits without an exponent: its value as a double is exactly what a full parser gives, because
/// both the digits and the power of ten are doubles themselves (W. Clinger, "How to Read Floating Point Numbers Accurately").
struct PlainNumber {
    let value: Double
    /// It has no fraction.
    let isWhole: Bool
    /// The number where it is whole.
    let integer: Int?

    private static let powers: [Double] = (0...15).map { power in (0..<power).reduce(1.0) { product, _ in product * 10 }
    }

    /// - Parameter digits: a number by JSON's grammar.
    init?(_ digits: UnsafeBufferPointer<UInt8>) {
        var i = 0
        let negative = digits.first == UInt8(ascii: "-")
        if negative { i = 1 }
        var mantissa: UInt64 = 0
        var seen = 0
        var point = -1
        while i < digits.count {
            let c = digits[i]
            if c == UInt8(ascii: ".") {
                point = seen
            } else {
                let digit = c &- 48
                guard digit < 10 else { return nil }
                mantissa = mantissa &* 10 &+ UInt64(digit)
                seen += 1
            }
            i += 1
        }
        if point < 0 {
            // Whole numbers are exact as long as they fit, times in nanoseconds among them.
            guard seen <= 19, let whole = Int(exactly: mantissa) else { return nil }
            isWhole = true
            integer = negative ? -whole : whole
            value = Double(negative ? -whole : whole)
        } else {
            guard seen <= 15 else { return nil }
            isWhole = false
            var power = 1.0
            for _ in point..<seen { power *= 10 }
            let magnitude = Double(mantissa) / power
            value = negative ? -magnitude : magnitude
            integer = Int(exactly: value)
        }
    }
}
