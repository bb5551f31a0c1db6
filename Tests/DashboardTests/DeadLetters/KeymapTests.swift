import Dashboard
import DeadLetters
import TerminalUI
import Testing

/// One table for handling, help and footer: no key may stand in it twice, and nothing destructive on a key pressed by accident.
@Suite struct KeymapTests {
    static func screens() -> [any Screen] {
        let plan = SampleDeadLetters.plan()
        let request = PlanRequest(queue: "payments-dlq", selection: .all)
        var screens: [any Screen] = Page.allCases.map { page in DashboardDriver(page).top }
        screens += [SampleDeadLetters.driver().top, MessageScreen(SampleDeadLetters.letter(1)), HistoryScreen()]
        screens += [
            DiffScreen(plan, request, SampleDeadLetters.changes(), what: "", letter: SampleDeadLetters.letter(1)),
            PlanDialog(plan, request, what: "", purpose: .redrive),
            PlanDialog(SampleDeadLetters.plan(["a"]), request, what: "", purpose: .redrive),
            PlanDialog(plan, request, what: "", purpose: .park), TaskOverlay(following: WorkbenchTests.task()),
        ]
        let parts: [PipelinePart] = [
            .bus("default"), .rule("order-fanout"), .queue("orders-payment"), .function("notify"),
            .machine("order-saga"), .execution("exec-3"), .execution("exec-5"), .archive("orders-archive"),
            .replay("replay-2"),
        ]
        for part in parts {
            var ui = SamplePipeline.driver(at: part)
            screens.append(ui.top)
            ui.type("d")
            screens.append(ui.top)
        }
        for (part, key) in [(parts[1], "P"), (parts[3], "I"), (parts[7], "A"), (parts[5], "\r")] {
            var ui = SamplePipeline.driver(at: part)
            ui.press(key == "\r" ? .enter : .character(Character(key)))
            screens.append(ui.top)
        }
        return screens
    }

    @Test func noKeyStandsTwice() {
        for screen in Self.screens() {
            var seen: Set<Key> = []
            for binding in screen.keymap.bindings {
                for key in binding.keys {
                    #expect(seen.insert(key).inserted, "\(screen.title): \(key) for \(binding.caption)")
                }
            }
        }
    }

    @Test func nothingDestructiveIsOnALowerCaseOrControlKey() {
        let destructive: Set<Action> = [
            .redrive, .discard, .purge, .park, .resume, .publish, .switchRule, .switchConsumer, .injectFault,
            .clearFault,
            .startReplay, .stop,
        ]
        for screen in Self.screens() {
            for binding in screen.keymap.bindings where destructive.contains(binding.action) {
                for key in binding.keys {
                    guard case .character(let c) = key, c.isUppercase else {
                        Issue.record("\(screen.title): \(key)")
                        continue
                    }
                }
            }
        }
    }
}
