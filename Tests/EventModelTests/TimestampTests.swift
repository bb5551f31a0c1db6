import EventModel
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-21 01:24:31,648+0000", 1_795_224_271_648_000_000),
        ("2026-11-21T02:24:31.648123456+01:00", 1_795_224_271_648_123_456),
        ("1969-12-31T23:59:59.999Z", -1_000_000),
        ("2024-02-29T12:00:00", 1_709_208_000_000_000_000),
    ])
    func reads(text: String, nanoseconds: Int) {
        #expect(Timestamp(rfc3339: text)?.nanoseconds == Int64(nanoseconds))
    }

    @Test(arguments: [
        "", "2026-02-29T00:00:00Z", "2026-11-21", "2026-11-21T24:00:00Z", "2026-11-21T01:02:03.Z",
        "2026-11-21T01:02:03Zx",
    ])
    func refuses(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test func writesWhatItReads() {
        for n in stride(
            from: -4_000_000_000_000_000_000 as Int64,
            to: 4_000_000_000_000_000_000,
            by: 77_777_777_777_777_777
        ) {
            let t = Timestamp(nanoseconds: n)
            #expect(Timestamp(rfc3339: t.rfc3339(digits: 9)) == t)
        }
        #expect(Timestamp(milliseconds: 1_795_224_271_648).rfc3339() == "2026-11-21T01:24:31.648Z")
    }
}
