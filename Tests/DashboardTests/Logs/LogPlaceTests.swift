import EventModel
import Telemetry
import TerminalUI
import Testing

@testable import Dashboard

/// The place is kept: when a filter comes and goes, while it is searched, when old records are dropped.
@Suite struct LogPlaceTests {
    private func logs(_ count: Int, size: Size = DashboardDriver.narrow) -> DashboardDriver {
        DashboardDriver(.logs, size: size) { SampleLog.fill(&$0, SampleLog.many(count)) }
    }

    private func list(_ ids: [Int], of range: Range<Int>, query: String = "x") -> MatchList {
        var list = MatchList(query: query)
        list.hold(range)
        list.append(range, ids)
        return list
    }

    /// The row of the screen that is selected, and the number of its order.
    private func selected(_ ui: DashboardDriver) -> (row: Int, order: String)? {
        let lines = ui.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let row = lines.firstIndex(where: { $0.contains("▌") }) else { return nil }
        let order = lines[row].split(separator: " ").first { $0.hasPrefix("order-") }
        return (row, order.map(String.init) ?? "")
    }

    @Test func aRecordThatMatchesStaysOnItsRow() {
        var ui = logs(1_000)
        ui.press(.pageUp, .pageUp, .up, .up, .up)
        let before = selected(ui)
        guard let id = before.flatMap({ Int($0.order.dropFirst(6)) }) else {
            Issue.record("nothing is selected")
            return
        }
        ui.snapshot.matches = list((0..<1_000).filter { $0 % 3 == id % 3 }, of: 0..<1_000)
        #expect(selected(ui)?.order == before?.order)
        #expect(selected(ui)?.row == before?.row)
        // The one nearest in time stands there when it is filtered out, and the record itself again when it is back.
        ui.snapshot.matches = list((0..<1_000).filter { $0 % 10 == (id + 2) % 10 }, of: 0..<1_000)
        #expect(selected(ui)?.order == "order-\(id + 2)")
        #expect(selected(ui)?.row == before?.row)
        ui.snapshot.matches = MatchList(all: 0..<1_000)
        #expect(selected(ui)?.order == before?.order)
        #expect(selected(ui)?.row == before?.row)
    }

    @Test func aSearchThatIsUnderWayDoesNotMoveIt() {
        var ui = logs(10_000)
        ui.press(.pageUp, .pageUp)
        let before = selected(ui)
        guard let id = before.flatMap({ Int($0.order.dropFirst(6)) }) else { return }
        #expect(ui.dashboard.interest.around == id)
        var growing = MatchList(query: "x")
        growing.hold(0..<10_000)
        growing.append(id - 100..<id + 5, (id - 100..<id + 5).filter { $0 % 2 == id % 2 })
        for start in stride(from: id - 100, to: 0, by: -500) {
            ui.snapshot.matches = growing
            #expect(selected(ui)?.order == before?.order)
            growing.append(max(0, start - 500)..<start, (max(0, start - 500)..<start).filter { $0 % 2 == id % 2 })
        }
    }

    @Test func theTailIsFollowedThroughAFilter() {
        var ui = logs(100)
        #expect(ui.dashboard.interest.around == nil)
        ui.snapshot.matches = list([10, 90], of: 0..<100)
        #expect(selected(ui)?.order == "order-90")
        SampleLog.fill(&ui.snapshot, SampleLog.many(120))
        ui.snapshot.matches = list([10, 90, 110], of: 0..<120)
        #expect(selected(ui)?.order == "order-110")
    }

    @Test func whenItIsDroppedTheNextThatIsLeftIsSelected() {
        var ui = logs(100)
        ui.press(.home)
        ui.snapshot.records = Records(rows: Array(SampleLog.many(100)[40...]))
        ui.snapshot.matches = MatchList(all: 40..<100)
        #expect(selected(ui)?.order == "order-40")
    }

    /// Against a plain list: moving by lines and pages lands where a list of rows would, and the selection is in sight.
    @Test(arguments: 1...10) func movesAsAPlainListDoes(_ seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let ids = (0..<400).filter { _ in random.below(3) == 0 }
        let lines = LogLines(list(ids, of: 0..<400))
        let height = 5 + random.below(20)
        var place = LogPlace()
        var at = ids.count - 1
        func time(_ id: Int) -> Timestamp? { Timestamp(seconds: Int64(id)) }
        place.pause(lines, height: height)
        for _ in 0..<300 {
            let steps = random.below(2 * height) - height
            place.move(by: steps, lines, height: height, scrolling: random.below(2) == 0, time)
            at = min(max(0, at + steps), ids.count - 1)
            let window = place.window(lines, height: height, time)
            #expect(place.selected(lines, time) == ids[at])
            #expect(window.lines.count == min(height, ids.count))
            #expect(window.selection.map { window.lines[$0] } == .record(ids[at]))
            let shown = window.lines.compactMap(\.id)
            #expect(shown == Array(ids[(ids.firstIndex(of: shown[0]) ?? 0)...].prefix(height)))
        }
    }
}
