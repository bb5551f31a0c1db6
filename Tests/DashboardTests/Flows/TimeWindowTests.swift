import Dashboard
import EventModel
import Telemetry
import Testing

@Suite struct TimeWindowTests {
    let whole = TimeWindow(from: Timestamp(seconds: 100), to: Timestamp(seconds: 108))

    @Test func anInstantFallsIntoItsColumn() {
        #expect(whole.column(of: Timestamp(seconds: 100), width: 80) == 0)
        #expect(whole.column(of: Timestamp(seconds: 104), width: 80) == 40)
        #expect(whole.column(of: Timestamp(milliseconds: 107_999), width: 80) == 79)
        #expect(whole.column(of: Timestamp(seconds: 108), width: 80) == 79, "the end itself is still inside")
        #expect(whole.column(of: Timestamp(seconds: 99), width: 80) == -1)
        #expect(whole.column(of: Timestamp(seconds: 500), width: 80) == 80)
        #expect(whole.column(of: Timestamp(nanoseconds: .min), width: 80) == -1)
        #expect(whole.column(of: Timestamp(nanoseconds: .max), width: 80) == 80)
        #expect(whole.column(of: Timestamp(seconds: 104), width: 0) == 0)
    }

    @Test func zoomKeepsTheAnchorInItsPlace() {
        let anchor = Timestamp(seconds: 106)
        let closer = whole.zoomed(inward: true, around: anchor, within: whole)
        #expect(closer.span == whole.span / 2)
        #expect(closer.column(of: anchor, width: 80) == whole.column(of: anchor, width: 80))
        #expect(closer.zoomed(inward: false, around: anchor, within: whole) == whole)
    }

    @Test func zoomStopsAtAMicrosecondAndAtTheWhole() {
        var window = whole
        for _ in 0..<200 { window = window.zoomed(inward: true, around: Timestamp(seconds: 103), within: whole) }
        #expect(window.span == TimeWindow.shortest)
        #expect(window.start >= whole.start && window.end <= whole.end)
        for _ in 0..<200 { window = window.zoomed(inward: false, around: window.start, within: whole) }
        #expect(window == whole)
    }

    @Test func panStopsAtTheEnds() {
        let half = whole.zoomed(inward: true, around: whole.start, within: whole)
        #expect(half.start == whole.start)
        #expect(half.panned(1, within: whole).start == Timestamp(milliseconds: 100_500))
        #expect(half.panned(-5, within: whole) == half)
        #expect(half.panned(1000, within: whole).end == whole.end)
        #expect(half.panned(.max, within: whole).span == half.span)
    }

    @Test func aWindowMovesToShowAnInstant() {
        let half = whole.zoomed(inward: true, around: whole.start, within: whole)
        #expect(half.revealing(Timestamp(seconds: 102), within: whole) == half)
        let moved = half.revealing(Timestamp(seconds: 107), within: whole)
        #expect(moved.start <= Timestamp(seconds: 107) && moved.end >= Timestamp(seconds: 107))
        #expect(moved.span == half.span)
    }

    @Test func ticksAreRoundAndSpaced() {
        let ticks = whole.ticks(width: 80, since: whole.start)
        #expect(ticks.map(\.label) == ["0", "2s", "4s", "6s", "8s"])
        #expect(ticks.map(\.column) == [0, 20, 40, 60, 79])
        let short = TimeWindow(from: whole.start, to: whole.start + .milliseconds(1840))
        #expect(short.ticks(width: 48, since: whole.start).map(\.label) == ["0", "0.5s", "1.0s", "1.5s"])
    }

    @Test(arguments: [1, 999, 50_000, 3_000_000, 90_000_000_000, 86_400_000_000_000 * 400, Int64.max / 2] as [Int64])
    func everyLengthHasAFewTicks(nanoseconds: Int64) {
        let origin = Timestamp(nanoseconds: 0)
        let window = TimeWindow(from: origin, to: origin + .nanoseconds(nanoseconds))
        let ticks = window.ticks(width: 100, since: origin)
        #expect(ticks.first?.label == "0")
        #expect(ticks.count <= 9)
        for (a, b) in zip(ticks, ticks.dropFirst()) { #expect(b.column - a.column >= 11) }
    }

    @Test func aFlowOfNoLengthStillHasAWindow() {
        let window = TimeWindow(from: whole.start, to: whole.start)
        #expect(window.span == TimeWindow.shortest)
        #expect(window.column(of: whole.start, width: 10) == 0)
        #expect(TimeWindow(from: whole.end, to: whole.start).span == TimeWindow.shortest)
    }
}
