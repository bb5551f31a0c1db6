import Dashboard
import DeadLetters
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct OverviewScreenTests {
    static let now = DashboardDriver.now

    static func series(_ name: String, _ queue: String, _ values: [Double]) -> MetricSeries {
        let points = values.enumerated().map { i, value in
            MetricSeries.Point(at: now - .seconds(values.count - 1 - i), value: value)
        }
        return MetricSeries(
            namespace: "Tailrace",
            name: name,
            unit: "Count",
            dimensions: ["QueueName": queue],
            points: points
        )
    }

    static func deadQueue(_ name: String, _ depth: Int) -> DeadLetterQueueSummary {
        DeadLetterQueueSummary(
            queue: DeadLetterQueue(
                name: name,
                source: "orders-payment",
                depth: depth,
                oldest: depth > 0 ? now - .seconds(187) : nil,
                expires: depth > 0 ? now + .seconds(13 * 86_400 + 80_000) : nil,
                maxReceiveCount: 3
            ),
            groups: depth == 0
                ? []
                : [
                    DeadLetterGroup(
                        fingerprint: "0123456789ab",
                        error: "CardDeclined: card ending # declined",
                        count: depth - 2,
                        first: now - .seconds(187),
                        last: now,
                        trend: [1, 2, 3]
                    ),
                    DeadLetterGroup(
                        fingerprint: "ba9876543210",
                        error: "Timeout: gateway silent for # ms",
                        count: 2,
                        first: now - .seconds(90),
                        last: now,
                        trend: [0, 1, 1]
                    ),
                ]
        )
    }

    static func service(_ name: String, _ records: Int, _ errors: Int) -> Statistics.Service {
        Statistics.Service(
            service: name,
            records: records,
            errors: errors,
            p50: .milliseconds(41),
            p95: .milliseconds(412),
            p99: .milliseconds(1_900),
            rates: (0..<60).map { ($0 * 7) % 23 + 5 }
        )
    }

    @Test func aYoungRunIsBlankBeforeItsFirstRecord() {
        var ui = DashboardDriver(size: DashboardDriver.wide, Self.busy)
        ui.snapshot.statistics?.window.rates = Array(repeating: 0, count: 50) + [0, 0, 0, 0, 0, 40, 0, 80, 80, 80]
        let line = ui.lines(with: "Records/s").first ?? ""
        let bars = line.prefix { $0 != "1" }.drop { $0 != "s" }.filter { "▁▂▃▄▅▆▇█".contains($0) }
        #expect(bars.count == 4, "what is drawn begins with the first record; the bucket that is open is not drawn")
    }

    @Test func attentionSaysSinceWhenErrorsAre() {
        var ui = DashboardDriver(size: DashboardDriver.wide, Self.busy)
        var service = Self.service("payments", 63_600, 700)
        service.rates = Array(repeating: 100, count: 60)
        service.errorRates = Array(repeating: 0, count: 60)
        for bucket in [10, 44, 45, 46, 48, 50, 52, 55, 58, 59] { service.errorRates[bucket] = 20 }
        ui.snapshot.statistics?.window.byService[0] = service
        // The end of the window is 14:03:27; bucket 44 began 16 buckets of 5 s before. A pause does not end it.
        #expect(ui.lines(with: "payments ").first?.contains("since 14:02:07") == true)
    }

    @Test func whatOnlyCarriesIsNoService() {
        var ui = DashboardDriver(size: DashboardDriver.wide, Self.busy)
        #expect(ui.lines(with: "notifications").count == 1)
        ui.snapshot.statistics?.window.byService[2].onlyCarries = true
        #expect(ui.lines(with: "notifications").isEmpty)
    }

    static func busy(_ snapshot: inout Snapshot) {
        snapshot.counters.records = 1_204_331
        snapshot.recordsPerSecond = 1_284
        snapshot.deadLetters.available = true
        snapshot.deadLetters.loaded = true
        snapshot.deadLetters.queues = [deadQueue("payments-dlq", 9), deadQueue("uploads-dlq", 0)]
        let window = Statistics(
            records: 215_400,
            errors: 1_740,
            byService: [
                service("payments", 63_600, 700), service("inventory", 95_400, 0),
                service("notifications", 56_400, 113),
            ],
            rates: (0..<60).map { 4_000 + ($0 * 577) % 2_400 },
            errorRates: (0..<60).map { $0 % 9 == 0 ? 31 : 0 },
            bucket: .seconds(5)
        )
        let recent = Statistics(
            records: 43_080,
            errors: 531,
            byService: [
                service("payments", 12_720, 521), service("inventory", 19_080, 0), service("notifications", 11_280, 22),
            ],
            bucket: .seconds(5)
        )
        snapshot.statistics = StatisticsView(window: window, recent: recent, end: now)
        snapshot.metrics = [
            series("ApproximateNumberOfMessagesVisible", "orders-payment", Array(repeating: 3, count: 40)),
            series("ApproximateNumberOfMessagesNotVisible", "orders-payment", [5]),
            series("ApproximateAgeOfOldestMessage", "orders-payment", [1]),
            series("NumberOfMessagesSent", "orders-payment", Array(repeating: 42, count: 40)),
            series("NumberOfMessagesDeleted", "orders-payment", Array(repeating: 42, count: 40)),
            series("ApproximateNumberOfMessagesVisible", "uploads", (0..<40).map { Double($0 * 12) }),
            series("ApproximateNumberOfMessagesNotVisible", "uploads", [10]),
            series("ApproximateAgeOfOldestMessage", "uploads", [48]),
            series("NumberOfMessagesSent", "uploads", Array(repeating: 30, count: 40)),
            series("NumberOfMessagesDeleted", "uploads", Array(repeating: 18, count: 40)),
            // A dead-letter queue is a queue too; it stands above and not in the table.
            series("ApproximateNumberOfMessagesVisible", "payments-dlq", [9]),
        ]
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looks(_ name: String, _ size: Size) {
        expectGolden(DashboardDriver(size: size, Self.busy).text, "overview-\(name)")
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looksEmpty(_ name: String, _ size: Size) {
        expectGolden(DashboardDriver(size: size).text, "overview-empty-\(name)")
    }

    @Test func whatIsWrongWithTheSourcesIsSaid() {
        let trouble = "app.log is not there yet; waiting for it"
        for var ui in [
            DashboardDriver(size: DashboardDriver.narrow), DashboardDriver(size: DashboardDriver.wide, Self.busy),
        ] {
            #expect(ui.lines(with: trouble).isEmpty)
            ui.snapshot.troubles = [trouble]
            #expect(ui.lines(with: "▲ " + trouble).count == 1)
        }
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looksOverfull(_ name: String, _ size: Size) {
        var ui = DashboardDriver(size: size, Self.busy)
        ui.snapshot.statistics?.window.byService = (0..<60).map {
            Self.service("a-service-with-a-long-name-\($0)", 1_000_000 * ($0 + 1), $0 % 7 * 1_000)
        }
        ui.snapshot.counters.missed = 12_345
        ui.snapshot.counters.dropped = 9_000_000
        ui.press(.end)
        expectGolden(ui.text, "overview-overflow-\(name)")
    }

    /// Twelve dead-letter queues, twelve services, six queues.
    private static func crowded(_ snapshot: inout Snapshot) {
        busy(&snapshot)
        snapshot.deadLetters.queues = (10..<22).map { deadQueue("dead-\($0)", 9) }
        snapshot.statistics?.window.byService = (10..<22).map { service("service-\($0)", 1_000, 0) }
        snapshot.metrics = (10..<16).map { series("ApproximateNumberOfMessagesVisible", "queue-\($0)", [3]) }
    }

    @Test func onACrowdedPageEachListKeepsAPlace() {
        var ui = DashboardDriver(size: DashboardDriver.narrow, Self.crowded)
        expectGolden(ui.text, "overview-crowded-80x24")
        #expect(ui.lines(with: "dead-1").count >= 3 && ui.lines(with: "more need attention").count == 1)
        #expect(ui.lines(with: "service-1").count >= 2 && ui.lines(with: "queue-1").count >= 2)
        #expect(!ui.text.contains("more below"))
        let hidden = 12 - ui.lines(with: "◆ dead-").count
        for _ in 0..<12 - hidden { ui.type("j") }
        ui.press(.enter)
        #expect(ui.lines(with: "◆ dead-").count == 12, "all of them, once asked for")
        ui.press(.enter)
        #expect(ui.takeEffects().isEmpty && ui.top is DeadLettersScreen, "the first that was hidden is selected")
        ui.type("1")
        ui.press(.escape)
        #expect(ui.lines(with: "more need attention").count == 1)
    }

    @Test func whatIsSelectedStaysInSight() {
        var ui = DashboardDriver(size: DashboardDriver.narrow, Self.crowded)
        ui.type("j")
        #expect(ui.lines(with: "dead-11").count == 1)
        // Others by the dozen come before it.
        ui.snapshot.deadLetters.queues = (0..<12).map { Self.deadQueue("a-\($0)", 9) } + ui.snapshot.deadLetters.queues
        #expect(ui.lines(with: "dead-11").count == 1)
    }

    @Test func wideEnoughNothingIsHidden() {
        let ui = DashboardDriver(size: Size(width: 140, height: 60), Self.crowded)
        #expect(!ui.text.contains(" more "))
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func looksWithWideGlyphs(_ name: String, _ size: Size) {
        var ui = DashboardDriver(size: size, Self.busy)
        ui.snapshot.statistics?.window.byService[1].service = "在庫サービス"
        ui.snapshot.statistics?.window.byService[2].service = "👩‍🚀 benachrichtigungen-für-alle"
        expectGolden(ui.text, "overview-wide-\(name)")
    }

    @Test(arguments: [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)])
    func whatIsAboutToBeLostComesFirstAndIsParked(_ name: String, _ size: Size) {
        var ui = DashboardDriver(.overview, size: size) {
            $0.deadLetters.available = true
            $0.deadLetters.loaded = true
            $0.deadLetters.queues = [Self.deadQueue("payments-dlq", 9), Self.deadQueue("uploads-dlq", 3)]
            $0.deadLetters.expiring = ["uploads-dlq": .init(count: 3, first: Self.now + .seconds(3 * 3_600 + 9))]
        }
        expectGolden(ui.text, "overview-expiring-\(name)")
        ui.type("P")
        var options = RedriveOptions()
        options.cap = .max
        let asked = PlanRequest(queue: "uploads-dlq", selection: .expiring, options: options)
        #expect(ui.takeEffects() == [.plan(asked)])
        var plan = RedrivePlan(id: "task-1", queue: "uploads-dlq", options: options, frozen: Self.now)
        plan.ids = ["a", "b", "c"]
        ui.receive(.planned(asked, plan))
        ui.type("3")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.discard(queue: "uploads-dlq", ids: ["a", "b", "c"], kind: .park)])
    }

    @Test func looksWithoutColorsAndUnicode() {
        let ui = DashboardDriver(theme: Theme(isASCII: true, hasColors: false), Self.busy)
        #expect(ui.text.unicodeScalars.allSatisfy { $0.isASCII })
        expectGolden(ui.text, "overview-ascii-80x24")
    }

    @Test func nothingWrongHasNoRed() {
        var ui = DashboardDriver { snapshot in
            Self.busy(&snapshot)
            snapshot.deadLetters.queues = []
            snapshot.metrics = []
            for i in 0..<3 {
                snapshot.statistics?.window.byService[i].errors = 0
                snapshot.statistics?.recent?.byService[i].errors = 0
            }
            snapshot.statistics?.window.errorRates = Array(repeating: 0, count: 60)
        }
        ui.press(.down)
        #expect(ui.text.contains("Nothing."))
        #expect(ui.frame.cells.allSatisfy { $0.style.foreground != .red && $0.style.foreground != .yellow })
    }

    @Test func enterLeadsToWhatIsWrong() {
        var ui = DashboardDriver(.overview, Self.busy)
        ui.press(.enter)
        #expect(ui.dashboard.page == .deadLetters)
        ui.press(.character("1"), .down, .enter)
        #expect(ui.dashboard.page == .traces)
        ui.press(.character("1"), .down, .enter)
        #expect(ui.dashboard.page == .logs)
        #expect(ui.dashboard.interest.matching == "resource=\"uploads\"")
    }

    @Test func theSelectionStaysOnItsRow() {
        var ui = DashboardDriver(.overview, Self.busy)
        ui.press(.down, .down, .down, .down)
        ui.snapshot.deadLetters.queues.insert(Self.deadQueue("a-dlq", 5), at: 0)
        ui.press(.enter)
        #expect(ui.dashboard.interest.matching == "service=\"notifications\"")
    }

    @Test func filesThatAreReadOnceAreShownWhole() {
        let ui = DashboardDriver(live: false) { snapshot in
            Self.busy(&snapshot)
            snapshot.statistics?.recent = nil
            snapshot.statistics?.window.from = Self.now - .seconds(3_600)
            snapshot.statistics?.window.to = Self.now
            snapshot.deadLetters = DeadLetterView()
        }
        #expect(ui.text.contains("read whole"))
        #expect(ui.text.contains("1,204,331 records"))
        #expect(ui.text.contains("over time") || !ui.text.contains("last 5 min"))
    }

    @Test func aQueueIsNoService() {
        let ui = DashboardDriver(.overview) { snapshot in
            Self.busy(&snapshot)
            for name in ["payments-dlq", "uploads"] {
                snapshot.statistics?.window.byService.append(Self.service(name, 5_000, 4_000))
                snapshot.statistics?.recent?.byService.append(Self.service(name, 5_000, 4_000))
            }
        }
        #expect(ui.lines(with: "payments-dlq").count == 1)
        #expect(!ui.text.contains("errors 80.0 %"))
    }

    @Test func twoCausesOfOneTypeAreCountedTogether() {
        let ui = DashboardDriver(.overview, size: DashboardDriver.wide) { snapshot in
            Self.busy(&snapshot)
            snapshot.deadLetters.queues[0].groups[1].error = "CardDeclined: card # is stolen"
        }
        #expect(ui.text.contains("CardDeclined ×9"))
    }

    @Test func aServiceThatWasAlwaysSoIsNotNews() {
        let ui = DashboardDriver(.overview) { snapshot in
            Self.busy(&snapshot)
            snapshot.statistics?.window.byService[0].errors = 2_600
        }
        #expect(!ui.text.contains("errors 4.1 %"))
    }
}
