import Testing

@testable import Flows

@Suite("Fixed decimals")
struct FixedDecimalTests {
    @Test(arguments: [
        ("12.90", 2, "25.80"), ("9.8", 6, "58.80"), ("0.005", 1, "0.01"), ("0.0049", 1, "0.00"), ("-1.25", 3, "-3.75"),
        ("7", 0, "0.00"),
        ("-0.001", 1, "0.00"), ("999999999999.9999", 1, "1000000000000.00"),
    ])
    func multipliesExactly(text: String, factor: Int, product: String) throws {
        #expect(try #require(FixedDecimal(text)).times(factor)?.inHundredths == product)
    }

    @Test(arguments: ["", "-", ".", "1.", ".5", "1,5", "1e3", "twelve", "1.23456", "1234567890123", "1.2.3", " 1"])
    func refuses(text: String) { #expect(FixedDecimal(text) == nil) }

    @Test func tellsAnOverflow() throws {
        #expect(try #require(FixedDecimal("999999999999")).times(1_000_000) == nil)
    }
}
