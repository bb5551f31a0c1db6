import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct PipelineScreenTests {
    typealias Sample = SamplePipeline
    static let sizes = [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)]
    static let selections: [(String, PipelinePart)] = [
        ("rules", .rule("order-fanout")), ("queues", .queue("orders-payment")),
        ("functions", .function("order-payment")),
        ("machines", .execution("exec-3")), ("archives", .replay("replay-2")),
    ]

    @Test(arguments: sizes)
    func whatIsWrongComesFirst(_ name: String, _ size: Size) {
        expectGolden(Sample.driver(size).text, "pipeline-\(name)")
    }

    @Test(arguments: sizes, selections)
    func sectionsLook(_ size: (name: String, size: Size), _ selection: (name: String, part: PipelinePart)) {
        var ui = Sample.driver(at: selection.part, size.size)
        ui.snapshot.pipeline.execution = Sample.path()
        expectGolden(ui.text, "pipeline-\(selection.name)-\(size.name)")
    }

    @Test func looksWithoutColorsAndUnicode() {
        for (name, part) in Self.selections {
            var ui = Sample.driver(at: part, theme: Theme(isASCII: true, hasColors: false))
            ui.snapshot.pipeline.execution = Sample.path()
            #expect(ui.text.unicodeScalars.allSatisfy { $0.isASCII }, "\(name)")
        }
        expectGolden(Sample.driver(theme: Theme(isASCII: true, hasColors: false)).text, "pipeline-ascii-80x24")
        var ui = Sample.driver(at: .execution("exec-3"), theme: Theme(isASCII: true, hasColors: false))
        ui.snapshot.pipeline.execution = Sample.path()
        expectGolden(ui.text, "pipeline-machines-ascii-80x24")
    }

    @Test func whereNothingIsWrongItTeaches() {
        var ui = Sample.driver(DashboardDriver.narrow, Sample.view(Sample.healthy()))
        #expect(ui.text.contains("Nothing needs attention."))
        #expect(ui.text.contains("I injects a fault"))
        expectGolden(ui.text, "pipeline-healthy-80x24")
        for word in ["No bus.", "No queue.", "No function.", "No state machine.", "No archive."] {
            ui.snapshot.pipeline = Sample.view(PipelineParts())
            ui.press(.tab)
            #expect(ui.text.contains(word), "\(ui.text)")
        }
    }

    @Test func withoutAPipelineItSaysWhatWouldBeHere() {
        var ui = DashboardDriver(.pipeline)
        expectGolden(ui.text, "pipeline-none-80x24")
        ui.type("PXIjk/dt")
        ui.press(.enter, .tab)
        #expect(ui.takeEffects().isEmpty)
        ui.snapshot.pipeline.available = true
        #expect(ui.text.contains("Asking the pipeline"))
        ui.snapshot.pipeline.failure = "database is locked"
        #expect(ui.text.contains("database is locked"))
    }

    @Test func otherPagesPointHere() {
        var ui = DashboardDriver(.deadLetters) { $0.deadLetters.available = true }
        ui.snapshot.deadLetters.loaded = true
        #expect(!ui.text.contains("Press 7"))
        ui.snapshot.pipeline = Sample.view()
        #expect(ui.text.contains("Press 7 to inject a fault and see"))
        ui.snapshot.pipeline.isReadOnly = true
        #expect(!ui.text.contains("Press 7"))
        var overview = DashboardDriver(.overview) { $0.counters.records = 1 }
        overview.snapshot.pipeline = Sample.view()
        #expect(overview.text.contains("Nothing. Press 7 to inject a fault and see"))
    }

    @Test func aFunctionIsToldToFailByWhatItDidLately() {
        var view = Sample.view(Sample.healthy())
        view.parts.functions[0].invocations = 100_000
        view.parts.functions[0].errors = 9_000
        #expect(Sample.driver(DashboardDriver.narrow, view).text.contains("fails 9.0 %: 9,000 of 100,000"))
        var few = view
        (few.parts.functions[0].invocations, few.parts.functions[0].errors) = (5, 2)
        #expect(!Sample.driver(DashboardDriver.narrow, few).text.contains("fails"), "two failures are no share")
        // It failed long ago; in the last minute it did not.
        view.trend.note(view.parts, at: Sample.now - .seconds(30))
        view.parts.functions[0].invocations += 200
        view.trend.note(view.parts, at: Sample.now)
        #expect(!Sample.driver(DashboardDriver.narrow, view).text.contains("fails"))
        view.parts.functions[0].errors += 50
        view.trend.note(view.parts, at: Sample.now + .seconds(1))
        #expect(Sample.driver(DashboardDriver.narrow, view).text.contains("fails 25.0 % in the last minute: 50 of 200"))
    }

    @Test func aQueueThatGrowsIsTold() {
        var view = Sample.view(Sample.healthy())
        view.parts.queues[0].visible = 60
        view.trend.note(view.parts, at: Sample.now - .seconds(10))
        #expect(Sample.driver(DashboardDriver.narrow, view).text.contains("Nothing needs attention"))
        view.parts.queues[0].visible = 180
        view.trend.note(view.parts, at: Sample.now)
        #expect(Sample.driver(DashboardDriver.wide, view).text.contains("180 ready, grows by 12.0/s"))
    }

    @Test func aBudgetThatIsNearlySpentIsTold() {
        var view = Sample.view(Sample.healthy())
        view.parts.cost.spent = 4.5
        let ui = Sample.driver(DashboardDriver.wide, view)
        #expect(ui.text.contains("90.0 % of $5.00 for this month is spent"))
        #expect(ui.text.contains("cost $4.50 of $5.00 this month (90.0 %)"))
        view.parts.cost.budget = nil
        #expect(Sample.driver(DashboardDriver.narrow, view).text.contains("cost $1.30"))
    }

    @Test func sectionsTurnBothWays() {
        var ui = Sample.driver()
        func section() -> PipelineSection? { (ui.top as? PipelineScreen)?.section }
        ui.press(.tab, .right)
        ui.type("l")
        #expect(section() == .functions)
        ui.press(.backTab, .left)
        ui.type("hh")
        #expect(section() == .archives)
        ui.press(.tab)
        #expect(section() == .attention)
    }

    @Test func aRowKeepsItsSelectionWhileOthersCome() {
        var ui = Sample.driver(at: .function("order-payment"))
        ui.snapshot.pipeline.parts.functions.insert(Sample.function("aaa", "x", 1), at: 0)
        #expect(ui.lines(with: "▌").first?.contains("order-payment") == true)
        ui.snapshot.pipeline.parts.functions.removeAll { $0.name == "order-payment" }
        #expect(ui.lines(with: "▌").first?.contains("notify") == true)
        ui.snapshot.pipeline.parts = PipelineParts()
        #expect(ui.text.contains("No function."))
    }

    // MARK: Where keys lead

    @Test func enterLeadsOn() {
        var ui = Sample.driver(at: .function("order-payment"))
        ui.press(.enter)
        #expect(ui.dashboard.page == .traces)
        #expect(ui.dashboard.interest.traces?.query.contains("resource=\"order-payment\"") == true)
        #expect(ui.dashboard.interest.traces?.query.contains("level>=error") == true, "of what fails those that failed")
        ui = Sample.driver(at: .queue("payments-dlq"))
        ui.press(.enter)
        #expect(ui.dashboard.page == .deadLetters)
        ui = Sample.driver(at: .queue("uploads"))
        ui.press(.enter)
        #expect(ui.dashboard.interest.traces?.query == "resource=\"uploads\"")
        ui = Sample.driver(at: .rule("order-fanout"))
        ui.press(.enter)
        #expect(ui.top is PartScreen)
        #expect(ui.text.contains("\"numeric\""))
        ui.press(.escape)
        #expect(ui.top is PipelineScreen)
        ui = Sample.driver(at: .execution("exec-4"))
        ui.type("t")
        #expect(ui.dashboard.interest.trace == "flow-exec-4")
    }

    @Test func fromWhatIsWrongToTheExecutionThatFailed() {
        var ui = Sample.driver()
        ui.type("jj")
        ui.press(.enter)
        #expect(ui.lines(with: "▌").first?.contains("failed") == true, "\(ui.text)")
        #expect(ui.dashboard.interest.execution == "exec-3")
    }

    @Test func errorsAreHoppedTo() {
        var ui = Sample.driver(at: .bus("default"))
        ui.type("e")
        #expect(ui.lines(with: "▌").first?.contains("order-requested") == true)
        ui.type("e")
        #expect(ui.dashboard.notice?.text == "nothing else is wrong here")
    }

    @Test func aSearchHidesNothingAndAFilterDoes() {
        var ui = Sample.driver(at: .bus("default"))
        ui.type("/confirmed")
        ui.press(.enter)
        #expect(ui.lines(with: "▌").first?.contains("payment-confirmed") == true)
        #expect(ui.text.contains("file-uploaded"))
        ui.press(.escape)
        ui.type("ffile")
        #expect(ui.text.contains("file-uploaded") && !ui.text.contains("order-test"), "while it is typed")
        ui.press(.escape)
        #expect(ui.text.contains("order-test"))
        ui.type("foff test")
        ui.press(.enter)
        #expect(ui.text.contains("order-test") && !ui.text.contains("order-requested"))
        #expect(ui.text.contains("bus default"), "what it belongs to stays")
        ui.press(.escape)
        #expect(ui.text.contains("order-requested"))
    }

    // MARK: Bad and much

    @Test(arguments: sizes)
    func hostileNames(_ name: String, _ size: Size) {
        let bad = ["\u{1B}[31mred\u{7}\u{202E}", "注文が作成されました🧾", String(repeating: "long-", count: 40), "a\nb", ""]
        var parts = Sample.parts()
        for i in parts.rules.indices { parts.rules[i].name = bad[i]; parts.rules[i].targets = bad }
        for i in parts.queues.indices { parts.queues[i].name = bad[i] }
        for i in parts.functions.indices {
            parts.functions[i].name = bad[i]
            parts.functions[i].advice = bad[i]
            parts.functions[i].cost = [.nan, .infinity, -3, 1e300, 4e-12][i]
            parts.functions[i].fault = FaultInjection(
                function: bad[i],
                share: .nan,
                error: ErrorInfo(type: bad[i], message: bad[i])
            )
        }
        for i in parts.executions.indices {
            parts.executions[i].name = bad[i]
            parts.executions[i].error = bad[i]
            parts.executions[i].started = Timestamp(nanoseconds: .max)
        }
        parts.machines[0].name = bad[0]
        for i in parts.executions.indices { parts.executions[i].machine = bad[0] }
        parts.archives[0].name = bad[2]
        parts.replays[0].failure = bad[0]
        parts.cost.budget = 1e-9
        parts.cost.spent = .infinity
        var ui = Sample.driver(size, Sample.view(parts))
        for section in PipelineSection.allCases {
            ui.press(.end)
            for scalar in ui.text.unicodeScalars where scalar != "\n" {
                #expect(
                    scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar != "\u{202E}",
                    "\(section)"
                )
            }
            ui.type("d")
            _ = ui.frame
            ui.press(.escape, .tab)
        }
        expectGolden(Sample.driver(size, Sample.view(parts)).text, "pipeline-hostile-\(name)")
    }

    @Test func everySizePaints() {
        for width in stride(from: 1, through: 200, by: 17) {
            for height in [1, 5, 15, 16, 18, 24, 40] {
                var ui = Sample.driver(Size(width: width, height: height))
                ui.snapshot.pipeline.execution = Sample.path()
                for key in [Key.tab, .end, .enter, .escape, .character("P"), .escape, .tab, .tab, .tab, .end, .enter] {
                    ui.press(key)
                    #expect(ui.frame.size == Size(width: width, height: height))
                }
            }
        }
    }

    /// Formatting every row would take seconds.
    @Test func tenThousandOfEachStayFast() {
        var parts = PipelineParts()
        parts.buses = [.init(name: "default", published: 1, unmatched: 0)]
        for i in 0..<10_000 {
            parts.rules.append(Sample.rule("rule-\(i)", ["queue q-\(i)"], i, isEnabled: i % 2 == 0, isSwitched: true))
            parts.queues.append(Sample.queue("q-\(i)", i, oldest: i % 60))
            parts.consumers.append(Sample.consumer("q-\(i)", "f-\(i)", isPaused: i % 3 == 0))
            parts.functions.append(Sample.function("f-\(i)", "s", i, errors: i / 10))
        }
        var ui = Sample.driver(DashboardDriver.wide, Sample.view(parts))
        let clock = ContinuousClock()
        let took = clock.measure {
            for _ in 0..<4 {
                ui.press(.pageDown, .end, .up, .tab)
                _ = ui.frame
            }
        }
        #expect(took < .seconds(8), "16 keys took \(took)")
        ui.open(.pipeline(.select(.rule("rule-9998"))))
        #expect(ui.text.contains("rule-9998"))
        #expect(ui.dashboard.interest.pipeline)
    }
}
