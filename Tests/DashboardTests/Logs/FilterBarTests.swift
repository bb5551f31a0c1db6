import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct FilterBarTests {
    private func logs(size: Size = DashboardDriver.narrow) -> DashboardDriver {
        DashboardDriver(.logs, size: size) {
            SampleLog.fill(&$0, SampleLog.order)
            $0.fields = FieldCatalogue(records: [SampleLog.failedFields])
        }
    }

    /// The line of the bar that says what is wrong or what Tab offers, and the one above it.
    private func bar(_ ui: DashboardDriver) -> (field: String, below: String) {
        let lines = ui.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let rule = lines.lastIndex { $0.contains("── Filter") } ?? 0
        return (lines[rule + 1], lines[rule + 2])
    }

    @Test func aMistakeIsShownUnderItsPlaceAndChangesNothing() {
        var ui = logs()
        ui.press(.character("f"))
        ui.type("level>=warn")
        #expect(ui.dashboard.interest.matching == "level>=warn")
        ui.type(" level=loud x")
        // The last text that was a query is what is previewed.
        #expect(ui.dashboard.interest.matching == "level>=warn level")
        let (field, below) = bar(ui)
        let caret = below.firstIndex(of: "^").map { below.distance(from: below.startIndex, to: $0) }
        let fault = field.firstRange(of: "loud").map { field.distance(from: field.startIndex, to: $0.lowerBound) }
        #expect(caret != nil && caret == fault)
        #expect(below.contains("is no level"))
        // Enter does not keep what is no query.
        ui.press(.enter)
        #expect(ui.top.title == "Filter")
        expectGolden(ui.text, "filter-mistake-80x24")
    }

    @Test func whatIsMissingYetIsNoReasonToShout() {
        var ui = logs()
        ui.press(.character("f"))
        ui.type("attempt>")
        #expect(bar(ui).below.contains("a value is missing") || bar(ui).below.contains("Tab"))
        #expect(ui.dashboard.interest.matching != "attempt>")
    }

    @Test func tabCompletesNamesAndValuesAndGoesRound() {
        var ui = logs()
        ui.press(.character("f"))
        ui.type("sev")
        #expect(bar(ui).below.contains("severity"))
        ui.press(.tab)
        #expect(bar(ui).field.contains(" severity"))
        ui.press(.control("u"))
        ui.type("level=")
        #expect(bar(ui).below.contains("trace  debug  info"))
        expectGolden(ui.text, "filter-completion-80x24")
        ui.press(.tab, .tab)
        #expect(bar(ui).field.contains("level=debug"))
        #expect(ui.dashboard.interest.matching == "level=debug")
        ui.press(.backTab)
        #expect(bar(ui).field.contains("level=trace"))
        ui.press(.backTab)
        #expect(bar(ui).field.contains("level=fatal"))
    }

    @Test func valuesAreThoseSeen() {
        var ui = logs()
        ui.press(.character("f"))
        ui.type("level>=warn payload.order.id=")
        ui.press(.tab)
        #expect(bar(ui).field.contains("payload.order.id=order-1042"))
        ui.type(",x not error.message:ins")
        ui.press(.tab)
        #expect(bar(ui).field.contains("not error.message:\"insufficient funds\""))
    }

    @Test func earlierFiltersComeBack() {
        var ui = logs()
        for filter in ["service=a", "service=b"] {
            ui.press(.character("f"), .control("u"))
            ui.type(filter)
            ui.press(.enter)
        }
        ui.press(.escape, .character("f"))
        ui.type("lev")
        ui.press(.up)
        #expect(bar(ui).field.contains("service=b"))
        #expect(ui.dashboard.interest.matching == "service=b")
        ui.press(.up, .up)
        #expect(bar(ui).field.contains("service=a"))
        ui.press(.down, .down)
        #expect(bar(ui).field.contains(" lev"))
        ui.press(.escape)
        #expect(ui.dashboard.interest.matching == "")
    }

    @Test func aCountThatIsRunningSaysHowFarItIs() {
        var ui = logs()
        ui.press(.character("f"))
        ui.type("x")
        var coming = MatchList(query: "x")
        coming.hold(0..<1_204_331)
        coming.append(800_000..<1_204_331, Array(800_000..<801_204))
        ui.snapshot.coming = coming
        #expect(ui.text.contains("counting, 33 %, 1,204 of 1,204,331"))
        ui.snapshot.coming = nil
        #expect(!ui.text.contains("counting"))
    }

    @Test func theListBeforeStaysWhileTheNewOneIsTooShort() {
        var ui = logs()
        ui.press(.character("f"))
        ui.type("zzz")
        var coming = MatchList(query: "zzz")
        coming.hold(0..<6)
        ui.snapshot.coming = coming
        #expect(ui.text.contains("order-1042 placed"))
    }

    /// Whatever is typed, the bar paints, and only queries that compile are asked for.
    @Test(arguments: 1...6) func anyTyping(_ seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let keys: [Key] =
            "abl=><~!\"'(),:* -é注".map { Key.character($0) } + [
                .tab, .backTab, .up, .down, .left, .backspace, .control("w"),
            ]
        var ui = logs()
        ui.press(.character("f"))
        for _ in 0..<300 {
            ui.press(keys[random.below(keys.count)])
            #expect(ui.top.title == "Filter")
            let matching = ui.dashboard.interest.matching ?? ""
            #expect(throws: Never.self) { try Query(matching, now: DashboardDriver.now) }
            #expect(ui.text.contains("── Filter"))
        }
    }
}
