import EventModel

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
