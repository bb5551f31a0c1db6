import Dashboard
import DeadLetters
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct FrameTests {
    @Test func numbersOpenPages() {
        var ui = DashboardDriver()
        for page in Page.allCases {
            ui.press(page.key)
            #expect(ui.dashboard.page == page)
        }
    }

    @Test func waysOut() {
        var ui = DashboardDriver()
        ui.press(.character("q"))
        #expect(ui.takeEffects() == [.quit])
        ui.press(.control("c"))
        #expect(ui.takeEffects() == [.quit])
        ui.press(.character("?"), .control("c"))
        #expect(ui.takeEffects() == [.quit])
        ui.press(.escape, .escape, .escape)
        #expect(ui.takeEffects() == [])
        ui.press(.character(":"))
        ui.type("quit")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.quit])
    }

    @Test func quittingAsksWhileMessagesAreMoved() {
        var ui = DashboardDriver()
        var task = RedriveProgress(id: "t", queue: "payments-dlq", selected: 40, state: .running)
        task.sent = 12
        ui.snapshot.tasks = [task]
        ui.press(.character("q"))
        #expect(ui.takeEffects() == [])
        #expect(ui.text.contains("redrive from payments-dlq: 12 of 40 done"))
        ui.press(.character("q"))
        #expect(ui.top is OverviewScreen, "the key that asked confirms nothing")
        ui.press(.character("q"), .enter)
        #expect(ui.takeEffects() == [])
        ui.press(.character("q"), .character("y"))
        #expect(ui.takeEffects() == [.quit])
    }

    @Test func aTaskThatEndsIsToldOnAnyPage() {
        var ui = DashboardDriver(.logs)
        var task = RedriveProgress(id: "t", queue: "payments-dlq", selected: 49, state: .running)
        ui.receive(.progress(task))
        #expect(ui.dashboard.notice == nil)
        task.state = .completed
        (task.sent, task.failed) = (47, 2)
        ui.receive(.progress(task))
        #expect(ui.dashboard.notice == Notice(.warning, "payments-dlq: 47 redriven, 2 failed"))
        var discard = RedriveProgress(
            id: "d",
            queue: "uploads-dlq",
            selected: 3,
            state: .completed,
            kind: .discard
        )
        discard.sent = 3
        ui.receive(.progress(discard))
        #expect(ui.dashboard.notice == Notice(.success, "uploads-dlq: 3 discarded"))
    }

    @Test func redrawingFromTheHelpIsRedrawing() {
        var ui = DashboardDriver()
        ui.press(.control("l"))
        #expect(ui.takeEffects() == [.redraw])
        ui.press(.character("?"))
        ui.type("redraw")
        ui.press(.enter)
        #expect(ui.takeEffects() == [.redraw])
        #expect(ui.dashboard.layers.isEmpty)
    }

    @Test func escapeClosesOneLevel() {
        var ui = DashboardDriver(.logs) { SampleLog.fill(&$0, SampleLog.order) }
        ui.open(.trace("a"))
        ui.open(.trace("b"))
        ui.press(.character("?"))
        #expect(ui.dashboard.layers.count == 3)
        ui.press(.escape)
        #expect(ui.dashboard.layers.count == 2)
        ui.press(.character("q"))
        #expect(ui.dashboard.layers.count == 1)
    }

    @Test func nothingDestructiveIsOnALowerCaseOrControlKey() {
        for page in Page.allCases {
            var ui = DashboardDriver(page)
            ui.press(page.key)
            for binding in ui.top.keymap.bindings where binding.action == .redrive || binding.action == .discard {
                for key in binding.keys {
                    guard case .character(let c) = key, c.isUppercase else {
                        Issue.record("\(binding.caption) is on \(key)")
                        continue
                    }
                }
            }
        }
    }

    @Test func noKeyMeansTwoThingsOnOneScreen() {
        for page in Page.allCases {
            let ui = DashboardDriver(page)
            var seen: [Key: Action] = [:]
            for binding in ui.top.keymap.bindings {
                for key in binding.keys {
                    if let other = seen[key] { #expect(other == binding.action, "\(page.title): \(key)") }
                    seen[key] = binding.action
                }
            }
        }
    }

    @Test func aTerminalThatIsTooSmallSaysSo() {
        var ui = DashboardDriver(size: Size(width: 59, height: 15), OverviewScreenTests.busy)
        #expect(ui.text.contains("Tailrace needs 60 by 15 cells; here are 59 by 15."))
        ui.press(.character("2"))
        ui.snapshot.size = Size(width: 80, height: 24)
        #expect(ui.text.contains("Needs attention"))
        ui.snapshot.size = Size(width: 3, height: 1)
        #expect(ui.text.contains("Tai"))
        ui.snapshot.size = Size(width: 0, height: 0)
        #expect(ui.frame.size == Size(width: 0, height: 0))
        ui.press(.character("q"))
        #expect(ui.effects == [.quit])
    }

    @Test(arguments: Page.allCases) func everySizeCanBePainted(_ page: Page) {
        for width in stride(from: 60, through: 200, by: 7) {
            for height in [15, 16, 24, 70] {
                var ui = DashboardDriver(page, size: Size(width: width, height: height)) { snapshot in
                    OverviewScreenTests.busy(&snapshot)
                    SampleLog.fill(&snapshot, SampleLog.order, fields: [3: SampleLog.failedFields])
                }
                ui.press(.up, .enter)
                #expect(ui.frame.size == Size(width: width, height: height))
                for key in ["?", ":", "T", "f"] {
                    ui.press(.character(Character(key)))
                    #expect(!ui.text.isEmpty)
                    ui.press(.escape)
                }
            }
        }
    }

    @Test func theHeaderTellsWhatWasLost() {
        var ui = DashboardDriver(.overview, OverviewScreenTests.busy)
        #expect(ui.text.contains("lost 0"))
        #expect(ui.text.contains("● live"))
        #expect(ui.text.contains("14:03:27 UTC"))
        ui.snapshot.counters.missed = 17
        #expect(ui.text.contains("lost 17"))
        ui.snapshot.loading = 0.43
        #expect(ui.text.contains("loading 43%"))
    }

    @Test func noticesGoAway() {
        var ui = DashboardDriver()
        ui.receive(.notice(Notice(.error, "the broker does not answer")))
        #expect(ui.text.contains("✗ the broker does not answer"))
        ui.snapshot.now = ui.snapshot.now + .seconds(13)
        #expect(!ui.text.contains("the broker does not answer"))
    }

    /// Whatever stands in a log, no cell holds anything that a terminal would act on.
    @Test(arguments: Page.allCases) func hostileTextIsShownAndNotSent(_ page: Page) {
        let hostile =
            "\u{1B}[2J\u{1B}]0;owned\u{7}\u{9B}31m\u{90}q\u{9C}\u{202E}evil\u{2066}\u{200B}\u{2028}\r\n\u{8}\u{7F}\u{0}end"
        var ui = DashboardDriver(page) { snapshot in
            OverviewScreenTests.busy(&snapshot)
            var row = SampleLog.row(0, 0, .error, hostile, hostile, hostile, flow: hostile, error: hostile)
            row.file = hostile
            var raw = row
            raw.id = 1
            raw.malformed = true
            SampleLog.fill(
                &snapshot,
                [row, raw],
                fields: [0: [hostile: .string(hostile), "o": [hostile: .string(hostile)]]]
            )
            snapshot.statistics?.window.byService[0].service = hostile
            snapshot.deadLetters.queues[0].queue.name = hostile
            snapshot.deadLetters.queues[0].groups[0].error = hostile
            snapshot.candidates = [
                TraceSummary(
                    correlationID: hostile,
                    started: DashboardDriver.now,
                    ended: DashboardDriver.now,
                    records: 1,
                    root: hostile
                )
            ]
        }
        func check() {
            for scalar in ui.text.unicodeScalars where scalar != "\n" {
                let bad =
                    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                    || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
                    || scalar == "\u{2028}" || scalar == "\u{200B}"
                #expect(!bad, "U+\(String(scalar.value, radix: 16)) on \(page.title)")
            }
        }
        check()
        ui.press(.up, .enter)
        check()
        ui.press(.enter)
        check()
        ui.press(.character("T"))
        check()
        ui.press(.escape)
        ui.receive(.notice(Notice(.error, hostile)))
        check()
    }
}
