import DeadLetters
import EventModel
import TerminalUI
import Testing

@testable import Dashboard

/// What may be typed into a plan, and what is made of it.
@Suite struct PlanFieldTests {
    static let now = SampleDeadLetters.now

    private func take(_ text: String, _ field: PlanField) -> RedriveOptions? {
        var options = RedriveOptions()
        do { try field.set(text, in: &options, now: Self.now) } catch { return nil }
        return options
    }

    @Test func ratesAndRamps() {
        #expect(take("25", .rate)?.rate == RedriveOptions.Ramp(25))
        #expect(take(" 5..50/s ", .rate)?.rate == RedriveOptions.Ramp(from: 5, to: 50))
        #expect(take("0.5..5", .rate)?.rate == RedriveOptions.Ramp(from: 0.5, to: 5))
        #expect(take("", .rate)?.rate == nil)
        for bad in ["0", "-1", "50..5", "5..", "..5", "x", "1..2..3", "nan", "inf"] {
            #expect(take(bad, .rate) == nil, "\(bad)")
        }
    }

    @Test func canariesSharesAndCaps() {
        #expect(take("2", .canary)?.canary == 2)
        #expect(take("", .canary)?.canary == nil)
        #expect(take("20 %", .stopShare)?.stopAbove == 0.2)
        #expect(take("0", .stopShare)?.stopAbove == 0)
        #expect(take("", .stopShare)?.stopAbove == nil)
        #expect(take("5", .cap)?.cap == 5)
        for (bad, field) in [
            ("0", PlanField.canary), ("x", .canary), ("101", .stopShare), ("nan", .stopShare), ("0", .cap), ("", .cap),
        ] {
            #expect(take(bad, field) == nil, "\(bad)")
        }
    }

    @Test func times() {
        #expect(take("now", .start)?.start == .now)
        #expect(take("15m", .start)?.start == .at(Self.now + .seconds(900)))
        #expect(take("after DeployFinished", .start)?.start == .after(eventType: "DeployFinished"))
        #expect(
            take("2026-12-01T06:00:00Z", .start)?.start == Timestamp(rfc3339: "2026-12-01T06:00:00Z").map { .at($0) }
        )
        // It is 14:06:30: a time of day that has passed is tomorrow's.
        for (text, seconds) in [("14:30", 1_410), ("14:00", 86_010)] {
            guard case .at(let at)? = take(text, .start)?.start else {
                Issue.record("\(text) is a time")
                continue
            }
            #expect((at - Self.now).components.seconds == Int64(seconds - 1), "\(text)")
        }
        for bad in ["25:00", "yesterday", "-5m", "5", "12:", "after"] { #expect(take(bad, .start) == nil, "\(bad)") }
    }

    @Test func whatIsTypedReadsAsItWasTyped() {
        for (text, field) in [
            ("5..50", PlanField.rate), ("25", .rate), ("2", .canary), ("20", .stopShare), ("5", .cap),
            ("after DeployFinished", .start), ("$.order.id", .groupKey),
        ] {
            #expect(take(text, field).map(field.text) == text)
        }
    }
}
