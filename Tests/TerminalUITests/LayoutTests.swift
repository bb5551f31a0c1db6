import TerminalUI
import Testing

@Suite struct LayoutTests {
    @Test func cutsText() {
        #expect("payments".truncated(to: 8) == "payments")
        #expect("payments".truncated(to: 5) == "paym…")
        #expect("漢字漢字".truncated(to: 4) == "漢…")
        #expect("漢字".truncated(to: 4) == "漢字")
        #expect("x".truncated(to: 0) == "")
        #expect("payments".truncatedAtStart(to: 8) == "payments")
        #expect("payments".truncatedAtStart(to: 5) == "…ents")
        #expect("漢字漢字".truncatedAtStart(to: 4) == "…字")
        #expect("x".truncatedAtStart(to: 0) == "")
        #expect("long".truncated(to: 1) == "…")
        #expect("7".rightAligned(to: 3) == "  7")
        #expect("漢".leftAligned(to: 4) == "漢  ")
    }

    @Test func sharesTheWidth() {
        let table = Table(
            [
                .init("Time", 8), .init("Service", 6, share: 1, priority: 1), .init("Message", 5, share: 3),
                .init("Id", 6, priority: 2, .right),
            ]
        )
        #expect(table.layout(40).map(\.width) == [8, 9, 14, 6])
        #expect(table.layout(40).map(\.x) == [0, 9, 19, 34])
        #expect(table.layout(25).map(\.column) == [0, 1, 2])
        #expect(table.layout(16).map(\.column) == [0, 2])
        #expect(table.layout(3).map(\.width) == [3])
        for width in 0...80 {
            let placed = table.layout(width)
            #expect(placed.allSatisfy { $0.x + $0.width <= max(width, 0) })
        }
    }

    @Test func writesARow() {
        let table = Table([.init("Name", 6), .init("n", 5, .right)])
        var buffer = Buffer(size: Size(width: 12, height: 2))
        let placed = table.layout(12)
        table.writeTitles(placed, at: Point(x: 0, y: 0), to: &buffer, clip: Rect(buffer.size), Style(.cyan))
        table.write(placed, at: Point(x: 0, y: 1), to: &buffer, clip: Rect(buffer.size)) { column in
            (["payments", "1,284"][column], .plain)
        }
        #expect(buffer.text == "Name       n\npayme… 1,284")
    }

    @Test func drawsSparklines() {
        #expect(Sparkline.text([0, 1, 4, 7], width: 6) == "  ▁▂▅█")
        #expect(Sparkline.text([0, 0.001, 7], width: 3) == "▁▂█")
        #expect(Sparkline.text([1, 2, 3], width: 2, peak: 6) == "▄▅")
        #expect(Sparkline.text([0, 7, .nan], width: 3, ascii: true) == "_@ ")
        #expect(Sparkline.text([], width: 2) == "  ")
        #expect(Sparkline.text([1, 2], width: 0) == "")
    }

    @Test(arguments: [
        (Duration.zero, "0ms"), (.microseconds(412), "412µs"), (.nanoseconds(1_500), "1.5µs"),
        (.milliseconds(41), "41ms"),
        (.milliseconds(1_900), "1.9s"), (.seconds(48), "48s"), (.seconds(200), "3m 20s"), (.seconds(7_500), "2h 5m"),
        (.seconds(86_400 * 13 + 3_600 * 23), "13d 23h"), (.milliseconds(-41), "-41ms"), (.microseconds(999_600), "1s"),
        (.milliseconds(59_990), "1m"),
    ])
    func spellsDurations(_ duration: Duration, _ text: String) {
        #expect(Figures.duration(duration) == text)
    }

    @Test func spellsNumbers() {
        #expect(Figures.count(1_204_331) == "1,204,331")
        #expect(Figures.count(-1_000) == "-1,000")
        #expect(Figures.count(.min) == "-9,223,372,036,854,775,808")
        #expect(Figures.decimal(6.24) == "6.2")
        #expect(Figures.decimal(99.96) == "100")
        #expect(Figures.decimal(1_283.7) == "1,284")
        #expect(Figures.decimal(-0.01) == "0.0")
        #expect(Figures.decimal(.nan) == "–")
        #expect(Figures.bytes(812) == "812 B")
        #expect(Figures.bytes(4_096) == "4.1 kB")
        #expect(Figures.bytes(999_600) == "1 MB")
        #expect(Figures.bytes(12_345_678) == "12 MB")
        #expect(Figures.milliseconds(118.2) == "118ms")
        #expect(Figures.milliseconds(.infinity) == "–")
        #expect(Figures.age(.seconds(0)) == "now")
        #expect(Figures.age(.seconds(185)) == "3m")
        #expect(Figures.age(.seconds(86_400 * 13)) == "13d")
    }
}
