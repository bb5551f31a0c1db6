import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct LogsScreenTests {
    private func logs(_ rows: [RecordRow], size: Size = DashboardDriver.narrow) -> DashboardDriver {
        DashboardDriver(.logs, size: size) { SampleLog.fill(&$0, rows, fields: [3: SampleLog.failedFields]) }
    }

    /// The selected row's text: the one with the cursor glyph.
    private func selected(_ ui: DashboardDriver) -> String { ui.lines(with: "▌").first ?? "" }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looks(_ name: String, _ size: Size) {
        expectGolden(logs(SampleLog.order, size: size).text, "logs-\(name)")
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looksWithDetail(_ name: String, _ size: Size) {
        var ui = logs(SampleLog.order, size: size)
        ui.press(.up, .up, .enter)
        expectGolden(ui.text, "logs-detail-\(name)")
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looksEmpty(_ name: String, _ size: Size) {
        expectGolden(logs([], size: size).text, "logs-empty-\(name)")
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looksFullAndPaused(_ name: String, _ size: Size) {
        var ui = logs(SampleLog.many(5_000), size: size)
        ui.press(.pageUp)
        SampleLog.fill(&ui.snapshot, SampleLog.many(5_312))
        ui.snapshot.counters.miss(3, before: 5_000)
        ui.snapshot.counters.malformed = 12
        expectGolden(ui.text, "logs-paused-\(name)")
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looksWithWideGlyphs(_ name: String, _ size: Size) {
        let rows = [
            SampleLog.row(0, 1, .info, "注文サービス受付", "注文を受け付けました", "注文 1042 を受け付けました 👩‍👩‍👧‍👦 続く", flow: "注文-一〇四二-受付-完了"),
            SampleLog.row(1, 2, .info, "zahlungen-süd", "Bezahlt", "é and e\u{301} are one column each; 🇩🇪 is two"),
            SampleLog.row(2, 3, .warn, "plain", "Plain", "columns stay straight"),
        ]
        expectGolden(logs(rows, size: size).text, "logs-wide-\(name)")
    }

    @Test func theNewestIsSelectedWhileItFollows() {
        var ui = logs(SampleLog.many(100))
        #expect(selected(ui).contains("order-99 "))
        SampleLog.fill(&ui.snapshot, SampleLog.many(150))
        #expect(selected(ui).contains("order-149 "))
    }

    @Test func scrollingUpPausesAndCountsWhatIsNew() {
        var ui = logs(SampleLog.many(100))
        ui.press(.up)
        #expect(selected(ui).contains("order-98 "))
        let before = ui.lines(with: "order-")
        SampleLog.fill(&ui.snapshot, SampleLog.many(420))
        #expect(ui.lines(with: "order-") == before)
        #expect(ui.text.contains("paused  +320 new"))
        ui.press(.character("F"))
        #expect(selected(ui).contains("order-419 "))
        #expect(ui.text.contains("following"))
    }

    @Test func spacePausesAndResumes() {
        var ui = logs(SampleLog.many(100))
        ui.press(.character(" "))
        SampleLog.fill(&ui.snapshot, SampleLog.many(101))
        #expect(selected(ui).contains("order-99 "))
        ui.press(.character(" "))
        #expect(selected(ui).contains("order-100 "))
    }

    @Test func theSelectedRecordStaysWhenAFilterComesAndGoes() {
        var ui = logs(SampleLog.many(100))
        ui.press(.pageUp, .pageUp)
        let record = selected(ui)
        var filtered = MatchList(query: "level>=error")
        filtered.hold(0..<100)
        filtered.append(0..<100, [49, 99])
        ui.press(.character("f"))
        ui.type("level>=error")
        ui.press(.enter)
        ui.snapshot.matches = filtered
        #expect(ui.text.contains("order-49 "))
        ui.press(.escape)
        ui.snapshot.matches = MatchList(all: 0..<100)
        #expect(selected(ui) == record)
    }

    @Test func theFilterIsPreviewedWhileItIsTyped() {
        var ui = logs(SampleLog.order)
        ui.press(.character("f"))
        ui.type("service=payments")
        #expect(ui.dashboard.interest.matching == "service=payments")
        ui.press(.escape)
        #expect(ui.dashboard.interest.matching == "")
        ui.press(.character("f"))
        ui.type("service=payments")
        ui.press(.enter)
        #expect(ui.dashboard.interest.matching == "service=payments")
        #expect(ui.dashboard.layers.isEmpty)
        ui.press(.escape)
        #expect(ui.dashboard.interest.matching == "")
    }

    @Test(arguments: [
        (Key.character("e"), "level>=error", FindRequest.Direction.forward, "error"),
        (.character("E"), "level>=error", .backward, "error"),
        (.character("w"), "level=warn", .forward, "warning"),
        (.character("W"), "level=warn", .backward, "warning"),
        (.character("o"), "correlation_id=\"\(SampleLog.other)\"", .forward, "record of this flow"),
        (.character("O"), "correlation_id=\"\(SampleLog.other)\"", .backward, "record of this flow"),
    ])
    func hopsAreSearches(_ key: Key, _ query: String, _ direction: FindRequest.Direction, _ what: String) {
        var ui = logs(SampleLog.order)
        ui.press(key)
        // Backward from the newest record, while it is followed, that one is meant too.
        let from = direction == .forward ? 5 : 6
        let request = FindRequest(queries: [query, "metric=false"], from: from, direction: direction, what: what)
        #expect(ui.effects == [.find(request)])
    }

    @Test func aRecordThatIsFoundIsSelected() {
        var ui = logs(SampleLog.many(1_000))
        ui.press(.character("E"))
        guard case .find(let request)? = ui.takeEffects().first else {
            Issue.record("no search")
            return
        }
        ui.receive(.found(request, 849))
        #expect(selected(ui).contains("order-849 "))
        ui.press(.character("e"))
        #expect(
            ui.effects == [
                .find(
                    FindRequest(
                        queries: ["level>=error", "metric=false"],
                        from: 849,
                        direction: .forward,
                        what: "error"
                    )
                )
            ]
        )
    }

    @Test func aSearchThatFindsNothingSaysSo() {
        var ui = logs(SampleLog.order)
        ui.press(.character("/"))
        ui.type("swordfish")
        ui.press(.enter)
        guard case .find(let request)? = ui.takeEffects().first else {
            Issue.record("no search")
            return
        }
        #expect(request.queries == ["\"swordfish\"", "metric=false"])
        ui.receive(.found(request, nil))
        #expect(ui.text.contains("no \"swordfish\" before this record"))
        ui.press(.character("N"))
        #expect(
            ui.effects == [
                .find(
                    FindRequest(
                        queries: ["\"swordfish\"", "metric=false"],
                        from: 6,
                        direction: .backward,
                        what: "\"swordfish\""
                    )
                )
            ]
        )
    }

    @Test func anAnswerThatIsLateIsIgnored() {
        var ui = logs(SampleLog.many(1_000))
        ui.press(.character("E"), .character("W"))
        guard case .find(let late)? = ui.effects.first else {
            Issue.record("no search")
            return
        }
        ui.receive(.found(late, 49))
        #expect(selected(ui).contains("order-999 "))
    }

    @Test func tOpensTheFlow() {
        var ui = logs(SampleLog.order)
        ui.press(.up, .character("t"))
        #expect(ui.dashboard.interest.trace == SampleLog.flow || ui.top.title == "Flow")
        ui.press(.character("q"))
        #expect(ui.dashboard.layers.isEmpty)
    }

    @Test func aRecordWithoutAFlowSaysSo() {
        var ui = logs([SampleLog.row(0, 0, .info, "cron", "Tick", "tick", flow: nil)])
        ui.press(.character("t"))
        #expect(ui.text.contains("no correlation id"))
    }

    @Test func copyAndExport() {
        var ui = logs(SampleLog.order)
        ui.press(.up, .up, .character("y"))
        #expect(ui.takeEffects() == [.copy(SampleLog.failedFields.description)])
        ui.press(.control("s"))
        #expect(ui.takeEffects() == [.export(query: "metric=false")])
    }

    @Test func agesInsteadOfTimes() {
        var ui = logs(SampleLog.order)
        #expect(ui.text.contains("14:03:21.041"))
        ui.press(.character("a"))
        #expect(!ui.text.contains("14:03:21.041"))
        #expect(ui.text.contains("  6s INFO"))
    }

    @Test func lostLinesAreShownInTheirPlace() {
        var ui = logs(SampleLog.many(10))
        ui.snapshot.counters.miss(41, before: 10)
        SampleLog.fill(&ui.snapshot, SampleLog.many(14))
        let lines = ui.text.split(separator: "\n")
        let gap = lines.firstIndex { $0.contains("41 lines were lost here") }
        #expect(gap.map { lines[$0 - 1].contains("order-9 ") && lines[$0 + 1].contains("order-10 ") } == true)
        #expect(ui.lines(with: "lost 41").count == 1)
    }

    @Test func malformedLinesAreShownAsTheyCame() {
        var row = SampleLog.row(0, 0, nil, "", "", "not json at all {", flow: nil)
        row.malformed = true
        row.timestamp = nil
        var ui = logs([row])
        #expect(ui.text.contains("▲     not json at all {"))
        ui.press(.enter)
        #expect(ui.text.contains("not a JSON object"))
    }

    @Test func theWholeRecordScrolls() {
        var ui = logs(SampleLog.order)
        ui.press(.up, .up, .enter, .enter)
        #expect(ui.top.title == "Record")
        #expect(ui.text.contains("PaymentService.charge payments.swift:88"))
        ui.press(.end)
        #expect(ui.text.contains("\"items\""))
        ui.press(.escape)
        #expect(ui.dashboard.layers.isEmpty)
        ui.press(.escape)
        #expect(!ui.text.contains("── PaymentFailed"))
    }

    /// Whatever is pressed while records come, go and are filtered, one row is selected and on screen.
    @Test(arguments: 1...12) func theSelectionIsAlwaysOnScreen(_ seed: Int) {
        var random = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
        func next(_ n: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % n
        }
        let keys: [Key] = [
            .up, .down, .pageUp, .pageDown, .control("u"), .control("d"), .home, .end, .character(" "), .character("F"),
            .enter, .escape, .character("a"),
        ]
        let all = SampleLog.many(3_000)
        var held = 0..<10
        var ui = logs(Array(all[held]))
        for _ in 0..<400 {
            ui.press(keys[next(keys.count)])
            if ui.top.title == "Record" { ui.press(.escape) }
            if next(3) == 0 {
                let end = min(all.count, held.upperBound + next(40))
                held = max(held.lowerBound, end - 300)..<end
            }
            var list = MatchList(all: held)
            if next(4) == 0 {
                list = MatchList(query: "x")
                list.hold(held)
                // As far as a search has come.
                let from = held.lowerBound + next(held.count)
                list.append(from..<held.upperBound, (from..<held.upperBound).filter { $0 % 5 == 0 })
            }
            ui.snapshot.records = Records(rows: Array(all[held]))
            ui.snapshot.matches = list
            #expect(ui.lines(with: "▌").count == (list.count == 0 ? 0 : 1))
        }
    }
}
