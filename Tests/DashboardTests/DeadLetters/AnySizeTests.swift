import Dashboard
import DeadLetters
import TerminalUI
import Testing

/// Whatever the terminal's size and whatever is pressed, the screens paint, and nothing is destroyed by accident.
@Suite struct AnySizeTests {
    static let starts: [Route] = [.page(.traces), .trace(SampleFlow.id), .deadLetters(queue: "payments-dlq")]

    static func driver(_ route: Route, _ size: Size) -> DashboardDriver {
        var ui = SampleDeadLetters.driver(size)
        ui.snapshot.traces = TracesScreenTests.list(TracesScreenTests.flows)
        ui.snapshot.records = SampleFlow.records()
        ui.open(route)
        return ui
    }

    @Test(arguments: starts)
    func everySizePaints(route: Route) {
        for width in stride(from: 1, through: 210, by: 13) {
            for height in [1, 5, 15, 16, 17, 18, 20, 24, 33, 60] {
                var ui = Self.driver(route, Size(width: width, height: height))
                #expect(ui.frame.size == Size(width: width, height: height))
                for key in [Key.down, .enter, .end, .pageUp, .tab, .escape] {
                    ui.press(key)
                    _ = ui.frame
                }
            }
        }
    }

    @Test func theWorkbenchPaintsAtEverySize() {
        for width in stride(from: 60, through: 200, by: 35) {
            for height in [15, 16, 18, 24, 40] {
                for keys in ["H", "HjR", "E", "j\r", "j\rvv", "X", "x"] {
                    var ui = Self.driver(.deadLetters(queue: "payments-dlq"), Size(width: width, height: height))
                    ui.snapshot.tasks = HistoryScreenTests.tasks()
                    ui.snapshot.deadLetters.audit = HistoryScreenTests.audit()
                    for key in keys { ui.press(key == "\r" ? .enter : .character(key)) }
                    #expect(ui.frame.size == Size(width: width, height: height))
                }
            }
        }
    }

    @Test(arguments: starts)
    func aDialogFitsEverySize(route: Route) {
        for height in [15, 18, 24] {
            var ui = Self.driver(route, Size(width: 60, height: height))
            ui.type("R")
            for case .plan(let request) in ui.takeEffects() {
                ui.receive(.planned(request, SampleDeadLetters.plan(warnings: SampleDeadLetters.warnings)))
                #expect(ui.text.contains("Type 7 and Enter"))
            }
        }
    }

    @Test(arguments: starts, [1, 2, 3] as [UInt64])
    func noLowerCaseOrControlKeyEverDestroys(route: Route, seed: UInt64) {
        var state = seed
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let characters = Array("abcdefghijklmnopqrstuvwxyz0123456789+-*[]/:?. ")
        let others: [Key] = [
            .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .pageDown, .end, .home, .backspace,
        ]
        var ui = Self.driver(route, DashboardDriver.narrow)
        for _ in 0..<1_500 {
            switch random(10) {
            case 0: ui.press(.control(characters[random(26)]))
            case 1...3: ui.press(others[random(others.count)])
            default: ui.press(.character(characters[random(characters.count)]))
            }
            _ = ui.frame
            for effect in ui.takeEffects() {
                switch effect {
                case .redrive, .discard, .purge, .resume, .edit: Issue.record("\(effect)")
                default: break
                }
            }
        }
    }
}
