import EventModel
import Telemetry
import TerminalUI
import Testing

@testable import Dashboard

/// Records around matches, the timeline above them, and messages that are longer than the screen.
@Suite struct LogContextTests {
    private func filtered(size: Size = DashboardDriver.narrow) -> DashboardDriver {
        var ui = DashboardDriver(.logs, size: size) { SampleLog.fill(&$0, SampleLog.many(5_000)) }
        ui.press(.character("f"))
        ui.type("level>=error")
        ui.press(.enter)
        var list = MatchList(query: "level>=error")
        list.hold(0..<5_000)
        list.append(0..<5_000, (0..<5_000).filter { $0 % 50 == 49 && ($0 / 500) % 3 == 0 })
        ui.snapshot.matches = list
        return ui
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looks(_ name: String, _ size: Size) {
        var ui = filtered(size: size)
        ui.press(.character("c"), .up, .up, .up, .up)
        expectGolden(ui.text, "logs-context-\(name)")
    }

    @Test func contextIsTurnedBothWays() {
        var ui = filtered()
        #expect(ui.lines(with: "INFO").isEmpty)
        ui.press(.character("c"))
        #expect(ui.lines(with: "order-4997 ").count == 1)
        #expect(ui.lines(with: "order-4996 ").isEmpty)
        #expect(!ui.lines(with: "┄┄┄┄").isEmpty)
        ui.press(.character("C"))
        #expect(ui.lines(with: "INFO").isEmpty)
        ui.press(.character("C"))
        #expect(ui.lines(with: "order-4989 ").count == 1)
    }

    @Test func withoutAFilterThereIsNothingToShowAround() {
        var ui = DashboardDriver(.logs) { SampleLog.fill(&$0, SampleLog.many(100)) }
        let before = ui.lines(with: "order-")
        ui.press(.character("c"))
        #expect(ui.lines(with: "order-") == before)
        #expect(ui.text.contains("a filter will show 2 records around each match"))
    }

    @Test func theSelectionGoesThroughTheContextLineByLine() {
        var ui = filtered()
        ui.press(.character("c"))
        // The newest line is the match's last neighbour.
        #expect(ui.lines(with: "▌").first?.contains("order-4751 ") == false)
        var seen: [String] = []
        for _ in 0..<12 {
            ui.press(.up)
            seen += ui.lines(with: "▌").compactMap { $0.split(separator: " ").first { $0.hasPrefix("order-") } }.map(
                String.init
            )
        }
        #expect(seen.count == 12)
        #expect(Set(seen).count == 12)
        #expect(
            seen.allSatisfy { abs((Int($0.dropFirst(6)) ?? 0) % 50 - 49) <= 2 || (Int($0.dropFirst(6)) ?? 0) % 50 <= 1 }
        )
    }

    @Test func bracketsGoFromStretchToStretch() {
        var ui = filtered()
        ui.press(.home)
        #expect(ui.lines(with: "▌").first?.contains("order-49 ") == true)
        var last = 49
        for _ in 0..<3 {
            ui.press(.character("]"))
            let id = ui.lines(with: "▌").first.flatMap { line in
                line.split(separator: " ").first { $0.hasPrefix("order-") }.flatMap { Int($0.dropFirst(6)) }
            }
            #expect((id ?? 0) > last)
            last = id ?? 0
        }
        ui.press(.character("["), .character("["), .character("["))
        #expect(ui.lines(with: "▌").first?.contains("order-49 ") == true)
        ui.press(.character("["))
        #expect(ui.text.contains("no matches before this stretch of time"))
    }

    @Test func messagesMoveAndColumnsStay() {
        var row = SampleLog.row(
            0,
            0,
            .info,
            "orders",
            "OrderPlaced",
            (0..<40).map { "word-\($0)" }.joined(separator: " ")
        )
        row.correlationID = nil
        var ui = DashboardDriver(.logs) { SampleLog.fill(&$0, [row]) }
        let column = ui.lines(with: "OrderPlaced").first?.prefix { $0 != "w" }.count
        ui.press(.character(">"), .character(">"))
        let moved = ui.lines(with: "OrderPlaced").first ?? ""
        #expect(!moved.contains("word-0 "))
        #expect(moved.prefix { $0 != "…" }.count == column)
        ui.press(.character("<"), .character("<"))
        #expect(ui.lines(with: "word-0 ").count == 1)
        ui.press(.right, .escape)
        #expect(ui.lines(with: "word-0 ").count == 1)
    }

    @Test func aRecordWhoseLineIsGoneSaysSo() {
        var row = SampleLog.order[3]
        row.message = ""
        var ui = DashboardDriver(.logs) {
            SampleLog.fill(&$0, [row])
            $0.records = Records(rows: [row], gone: [3])
            $0.matches = MatchList(all: 3..<4)
        }
        #expect(ui.lines(with: "CardDeclined: no longer in").count == 1)
        ui.press(.enter)
        #expect(ui.text.contains("the line is no longer in its file; this was kept of it:"))
        #expect(ui.text.contains("CardDeclined"))
        ui.press(.character("y"))
        #expect(ui.text.contains("this record's line is no longer in its file"))
        #expect(ui.effects.isEmpty)
        expectGolden(ui.text, "logs-gone-80x24")
    }
}

@Suite struct LogTimelineTests {
    private func time(_ id: Int) -> Timestamp? { Timestamp(seconds: Int64(id * id)) }

    @Test func columnsAreEquallyLong() {
        guard let timeline = LogTimeline(0..<101, width: 10, { self.time($0) }) else {
            Issue.record("no timeline")
            return
        }
        for column in 0..<10 {
            for id in timeline.ids(column) where id < 100 { #expect(id * id / 1_000 == column) }
        }
        #expect((0..<10).reduce(0) { $0 + timeline.ids($1).count } == 101)
        #expect(timeline.counts(MatchList(all: 0..<101)).reduce(0, +) == 101)
        for id in 0..<101 { #expect(timeline.ids(timeline.column(of: id)).contains(id)) }
    }

    @Test func aLogOfOneMomentHasNone() {
        #expect(LogTimeline(0..<5, width: 10) { _ in Timestamp(seconds: 7) } == nil)
        #expect(LogTimeline(5..<5, width: 10) { _ in Timestamp(seconds: 7) } == nil)
        #expect(LogTimeline(0..<5, width: 0) { Timestamp(seconds: Int64($0)) } == nil)
    }

    @Test func recordsThatSayNoTimeAreWithTheirNeighbours() {
        // Every third record, and a whole stretch at each end, says nothing.
        let timeline = LogTimeline(0..<1_000, width: 10) { id in
            id % 3 == 0 || id < 20 || id > 980 ? nil : Timestamp(seconds: Int64(id))
        }
        guard let timeline else {
            Issue.record("no timeline")
            return
        }
        #expect((0..<10).map { timeline.ids($0).count }.reduce(0, +) == 1_000)
        for column in 1..<9 { #expect(abs(timeline.ids(column).count - 96) <= 3) }
        #expect(LogTimeline(0..<1_000, width: 10) { _ in nil } == nil)
    }

    @Test func recordsOutOfOrderAreInSomeColumn() {
        var random = SplitMix(seed: 4)
        let times = (0..<500).map { Int64($0 + random.below(80)) }
        guard let timeline = LogTimeline(0..<500, width: 37, { Timestamp(seconds: times[$0]) }) else { return }
        #expect((0..<37).map { timeline.ids($0).count }.reduce(0, +) == 500)
    }
}
