import EventModel

extension JSON.Number {
    /// The number, if a double says it back as it was written; nil for one with more digits than a double keeps, or beyond its
    /// range. Never a negative zero.
    var exactly: Double? {
        if let simple { return simple }
        return EventPattern.Decimal(exact: self) == nil ? nil : value + 0
    }

    /// The same where it is easily told: up to 15 digits and no exponent, of which a double keeps all.
    private var simple: Double? {
        var (digits, count, fraction, isFraction, isNegative) = (0, 0, 0, false, false)
        for byte in text.utf8 {
            switch byte {
            case 48...57:
                count += 1
                if isFraction { fraction += 1 }
                guard count <= 15 else { return nil }
                digits = digits * 10 + Int(byte - 48)
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "-"): isNegative = true
            default: return nil
            }
        }
        guard digits > 0 else { return 0 }
        // Both are exact, so the quotient is the nearest double.
        let size = Double(digits) / Self.powers[fraction]
        return isNegative ? -size : size
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}

extension EventPattern {
    /// A decimal number in one form for all its spellings: 300, 300.0 and 3e2 are equal.
    struct Decimal: Hashable, Sendable {
        private var negative = false
        /// Without zeros at either end; empty for 0.
        private var digits: [UInt8] = []
        /// The power of ten of the last digit.
        private var exponent = 0

        /// The number, if a double says it back as it was written; nil for one with more digits than a double keeps, or
        /// beyond its range.
        init?(exact number: JSON.Number) {
            let value = number.value
            guard value.isFinite, let said = Decimal(spelling: number.text), said == Decimal(spelling: "\(value)")
            else { return nil }
            self = said
        }

        /// Reads a JSON number's text; nil if its exponent does not fit an integer.
        private init?(spelling text: String) {
            var fraction = 0
            var inFraction = false
            var bytes = text.utf8[...]
            if bytes.first == UInt8(ascii: "-") {
                negative = true
                bytes.removeFirst()
            }
            while let byte = bytes.first, byte | 0x20 != UInt8(ascii: "e") {
                bytes.removeFirst()
                if byte == UInt8(ascii: ".") {
                    inFraction = true
                } else {
                    digits.append(byte)
                    if inFraction { fraction += 1 }
                }
            }
            if bytes.first != nil {
                guard let power = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)), abs(power) < 1_000_000_000
                else { return nil }
                exponent = power
            }
            exponent -= fraction
            while digits.last == UInt8(ascii: "0") {
                digits.removeLast()
                exponent += 1
            }
            digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
            if digits.isEmpty {
                negative = false
                exponent = 0
            }
        }
    }
}
