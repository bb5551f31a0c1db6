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
        let destructive: Set<Action> = [.redrive, .discard, .purge, .park, .resume]
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
