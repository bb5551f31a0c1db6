import EventModel

/// A decimal number, exact whatever its size: 300, 300.0 and 3e2 are one value.
struct Decimal: Hashable, Sendable {
    /// Never set for 0.
    private(set) var isNegative = false
    /// Without zeros at either end; empty for 0.
    private(set) var digits: [UInt8] = []
    /// The power of ten of the last digit.
    private(set) var exponent = 0

    /// Exponents beyond this are taken for it: no two numbers in use are told apart only there.
    private static let farthest = 1 << 40

    init(_ number: JSON.Number) {
        var fraction = 0
        var inFraction = false
        var bytes = number.text.utf8[...]
        if bytes.first == UInt8(ascii: "-") {
            isNegative = true
            bytes.removeFirst()
        }
        while let byte = bytes.first, byte | 0x20 != UInt8(ascii: "e") {
            bytes.removeFirst()
            if byte == UInt8(ascii: ".") {
                inFraction = true
            } else {
                digits.append(byte - 48)
                if inFraction { fraction += 1 }
            }
        }
        if bytes.first != nil {
            let text = bytes.dropFirst()
            let power = Int(String(decoding: text, as: UTF8.self))
            let beyond = text.first == UInt8(ascii: "-") ? -Self.farthest : Self.farthest
            exponent = min(max(power ?? beyond, -Self.farthest), Self.farthest)
        }
        exponent -= fraction
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        digits = Array(digits.drop { $0 == 0 })
        if digits.isEmpty {
            isNegative = false
            exponent = 0
        }
    }

    var isZero: Bool { digits.isEmpty }
    var isWhole: Bool { exponent >= 0 }

    /// A count as a schema gives it: whole and not negative, `2.0` too; what is beyond an integer is the largest one. Nil
    /// otherwise.
    var count: Int? {
        guard isWhole, !isNegative else { return nil }
        guard digits.count + exponent <= 18 else { return .max }
        var value = 0
        for digit in digits { value = value * 10 + Int(digit) }
        for _ in 0..<exponent { value *= 10 }
        return value
    }

    /// Whether this is a whole number of times `divisor`, which is not 0.
    func isMultiple(of divisor: Decimal) -> Bool {
        if isZero { return true }
        // Neither ends in a zero: with a finer last digit than the divisor's this is no multiple of it.
        guard exponent >= divisor.exponent else { return false }
        // A divisor of n digits has fewer than 4n factors 2 and 5 each; further tens change nothing.
        let tens = min(exponent - divisor.exponent, 4 * divisor.digits.count + 1)
        if divisor.digits.count <= 18 {
            var value: UInt64 = 0
            for digit in divisor.digits { value = value * 10 + UInt64(digit) }
            var rest: UInt64 = 0
            for place in 0..<(digits.count + tens) {
                let digit = place < digits.count ? UInt64(digits[place]) : 0
                let product = rest.multipliedFullWidth(by: 10)
                let (low, carry) = product.low.addingReportingOverflow(digit)
                rest = value.dividingFullWidth((product.high + (carry ? 1 : 0), low)).remainder
            }
            return rest == 0
        }
        return longRemainderIsZero(divisor.digits, tens: tens)
    }

    /// Division as on paper, for divisors of any length.
    private func longRemainderIsZero(_ divisor: [UInt8], tens: Int) -> Bool {
        var rest: [UInt8] = []
        for place in 0..<(digits.count + tens) {
            let digit = place < digits.count ? digits[place] : 0
            if !rest.isEmpty || digit != 0 { rest.append(digit) }
            while !Self.isLess(rest, divisor) { rest = Self.difference(rest, divisor) }
        }
        return rest.isEmpty
    }

    private static func isLess(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
    }

    /// a − b, where a ≥ b.
    private static func difference(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var result = a
        var borrow: Int8 = 0
        for back in 1...a.count {
            var digit = Int8(a[a.count - back]) - borrow - (back <= b.count ? Int8(b[b.count - back]) : 0)
            borrow = digit < 0 ? 1 : 0
            if digit < 0 { digit += 10 }
            result[a.count - back] = UInt8(digit)
        }
        return Array(result.drop { $0 == 0 })
    }
}

extension Decimal: Comparable {
    static func < (a: Decimal, b: Decimal) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        return a.isNegative ? magnitude(b, isBelow: a) : magnitude(a, isBelow: b)
    }

    private static func magnitude(_ a: Decimal, isBelow b: Decimal) -> Bool {
        if a.isZero || b.isZero { return a.isZero && !b.isZero }
        let (above, below) = (a.digits.count + a.exponent, b.digits.count + b.exponent)
        // Of two with the same first place, the shorter spelling is as if it went on with zeros.
        return above == below ? a.digits.lexicographicallyPrecedes(b.digits) : above < below
    }
}
