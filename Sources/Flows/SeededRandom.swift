/// SplitMix64 (https://prng.di.unimi.it/splitmix64.c): the same seed gives the same numbers on every machine.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number from 0 up to and without 1. Takes exactly one draw.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// One of the elements, which must not be none. Takes exactly one draw.
    package mutating func pick<T>(_ elements: [T]) -> T { elements[Int(unit() * Double(elements.count))] }

    /// A whole number of the range. Takes exactly one draw.
    package mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(unit() * Double(range.upperBound - range.lowerBound + 1))
    }

    /// `digits` hexadecimal digits, 16 at most. Takes exactly one draw.
    package mutating func hex(_ digits: Int) -> String {
        let text = String(next(), radix: 16)
        return String((String(repeating: "0", count: 16 - text.count) + text).suffix(digits))
    }
}
