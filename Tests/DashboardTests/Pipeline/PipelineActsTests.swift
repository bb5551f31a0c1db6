import Dashboard
import EventModel
import TerminalUI
import Testing

/// From a key over its question to what is asked of the pipeline.
@Suite struct PipelineActsTests {
    typealias Sample = SamplePipeline

    /// What is asked for when the dialog that keys open is confirmed.
    func confirmed(_ part: PipelinePart, _ key: Character, _ view: PipelineView = SamplePipeline.view()) -> [Effect] {
        var ui = Sample.driver(at: part, DashboardDriver.narrow, view)
        ui.press(.character(key))
        #expect(ui.takeEffects().isEmpty, "nothing is done before it is confirmed")
        #expect(ui.top is ConfirmOverlay, "\(ui.text)")
        // Neither the key that asked nor Enter confirms.
        ui.press(.character(key))
        #expect(ui.takeEffects().isEmpty)
        ui.press(.enter)
        #expect(ui.takeEffects().isEmpty)
        #expect(ui.top is PipelineScreen, "Enter cancels")
        ui.press(.character(key))
        ui.type("y")
        #expect(ui.top is PipelineScreen)
        return ui.takeEffects()
    }

    @Test func rulesAreSwitched() {
        #expect(
            confirmed(.rule("order-fanout"), "X") == [.perform(.setRule("order-fanout", isEnabled: false))]
        )
        #expect(
            confirmed(.rule("order-requested"), "X") == [.perform(.setRule("order-requested", isEnabled: true))]
        )
    }

    @Test func consumersArePausedFromTheirQueue() {
        let id = "orders-payment → order-payment"
        #expect(confirmed(.queue("orders-payment"), "Z") == [.perform(.setConsumer(id, isPaused: false))])
        let other = "uploads → virus-scan"
        #expect(confirmed(.consumer(other), "Z") == [.perform(.setConsumer(other, isPaused: true))])
    }

    @Test func faultsAreCleared() {
        #expect(confirmed(.function("notify"), "C") == [.perform(.clearFault("notify"))])
    }

    @Test func executionsAreRedrivenAndStopped() {
        #expect(confirmed(.execution("exec-3"), "R") == [.perform(.redriveExecution("exec-3"))])
        #expect(confirmed(.machine("order-saga"), "R") == [.perform(.redriveExecution("exec-3"))])
        #expect(confirmed(.execution("exec-5"), "S") == [.perform(.stopExecution("exec-5"))])
    }

    @Test func replaysAreStopped() {
        #expect(confirmed(.replay("replay-2"), "S") == [.perform(.stopReplay("replay-2"))])
        #expect(confirmed(.archive("orders-archive"), "S") == [.perform(.stopReplay("replay-2"))])
    }

    @Test func whatIsWrongIsActedOnWhereItIsListed() {
        var ui = Sample.driver()
        // A paused consumer, a disabled rule.
        ui.type("jjjjjZy")
        ui.type("jXy")
        #expect(
            ui.takeEffects() == [
                .perform(.setConsumer("orders-payment → order-payment", isPaused: false)),
                .perform(.setRule("order-requested", isEnabled: true)),
            ]
        )
    }

    @Test(arguments: Array("XZCIRS")) func anActOnTheWrongPartSaysWhereItBelongs(_ key: Character) {
        var ui = Sample.driver(at: .bus("default"))
        ui.press(.character(key))
        #expect(ui.top is PipelineScreen)
        #expect(ui.dashboard.notice?.text.first == key, "\(ui.dashboard.notice?.text ?? "nothing")")
    }

    @Test func aQuestionSaysWhatItMeans() {
        for (name, part, key) in [
            ("rule", PipelinePart.rule("order-fanout"), "X"), ("consumer", .consumer("uploads → virus-scan"), "Z"),
            ("redrive", .execution("exec-3"), "R"), ("stop", .replay("replay-2"), "S"),
        ] as [(String, PipelinePart, Character)] {
            var ui = Sample.driver(at: part)
            ui.press(.character(key))
            expectGolden(ui.text, "pipeline-ask-\(name)-80x24")
        }
    }

    @Test func aDetailActsOnItsPartAndOnNoOther() {
        var ui = Sample.driver(at: .rule("order-requested"))
        ui.press(.enter)
        ui.type("X")
        #expect(ui.text.contains("Enable rule order-requested"))
        ui.type("y")
        #expect(ui.takeEffects() == [.perform(.setRule("order-requested", isEnabled: true))])
        ui.snapshot.pipeline.parts.rules.removeAll { $0.name == "order-requested" }
        #expect(ui.text.contains("is gone"))
        ui.type("X")
        #expect(ui.top is PartScreen)
        #expect(ui.takeEffects().isEmpty)
    }

    // MARK: Answers

    @Test func whatCameOfItIsSaidOnAnyPage() {
        var ui = Sample.driver(at: .rule("order-fanout"))
        ui.type("Xy")
        #expect(ui.dashboard.notice?.text == "disabling rule order-fanout…")
        let command = PipelineCommand.setRule("order-fanout", isEnabled: false)
        ui.type("2")
        ui.receive(.performed(command, "rule order-fanout is off"))
        #expect(ui.dashboard.notice == Notice(.success, "rule order-fanout is off"))
        ui.receive(.refusedCommand(command, "another process holds the directory"))
        #expect(
            ui.dashboard.notice
                == Notice(.error, "rule order-fanout not disabled: another process holds the directory")
        )
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func noLowerCaseOrControlKeyEverActs(seed: UInt64) {
        var state = seed
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let characters = Array("abcdefghijklmnopqrstuvwxyz7+-*[]/? ")
        let others: [Key] = [.enter, .escape, .tab, .backTab, .up, .down, .left, .right, .pageDown, .end, .home]
        var ui = Sample.driver()
        ui.snapshot.pipeline.execution = Sample.path()
        for _ in 0..<1_500 {
            switch random(10) {
            case 0: ui.press(.control(characters[random(26)]))
            case 1...4: ui.press(others[random(others.count)])
            default: ui.press(.character(characters[random(characters.count)]))
            }
            if random(50) == 0 { ui.press(.escape, .escape, .character("7")) }
            _ = ui.frame
            for case .perform(let command) in ui.takeEffects() { Issue.record("\(command)") }
        }
    }

    // MARK: Read-only

    @Test func readOnlyOffersNothingAndDoesNothing() {
        for part: PipelinePart in [
            .rule("order-fanout"), .queue("orders-payment"), .function("notify"), .execution("exec-3"),
            .replay("replay-2"),
        ] {
            var ui = Sample.driver(at: part, DashboardDriver.wide, Sample.view(isReadOnly: true))
            #expect(!ui.top.keymap.bindings.contains { "XZICASRP".contains($0.keys[0].character ?? " ") })
            for key in "XZICASRP" {
                ui.press(.character(key))
                #expect(ui.top is PipelineScreen, "\(key)")
            }
            ui.press(.enter)
            ui.type("XZICASRP")
            #expect(ui.takeEffects().isEmpty)
        }
        expectGolden(
            Sample.driver(at: .rule("order-fanout"), DashboardDriver.narrow, Sample.view(isReadOnly: true)).text,
            "pipeline-read-only-80x24"
        )
    }

    @Test func itMayBeSaidAtTheStart() {
        var dashboard = Dashboard(Configuration(title: "bundled pipeline", page: .pipeline, isReadOnly: true))
        var snapshot = Snapshot(now: Sample.now, size: DashboardDriver.wide)
        snapshot.pipeline = Sample.view()
        dashboard.settle(snapshot)
        _ = dashboard.handle(.key(.character("?")), snapshot)
        #expect(!dashboard.render(snapshot).frame.text.contains("disable or enable"))
        _ = dashboard.handle(.key(.escape), snapshot)
        // Nor by a command, nor by whatever else asks for it.
        _ = dashboard.open(.pipeline(.rule("order-fanout", isEnabled: false)), snapshot)
        #expect(dashboard.layers.isEmpty)
        #expect(dashboard.notice?.text.hasPrefix("read-only") == true)
    }

    // MARK: Commands

    @Test(arguments: [
        ("disable order-fanout", PipelineCommand.setRule("order-fanout", isEnabled: false)),
        ("enable order-requested", .setRule("order-requested", isEnabled: true)),
        ("pause uploads → virus-scan", .setConsumer("uploads → virus-scan", isPaused: true)),
        ("resume order-payment", .setConsumer("orders-payment → order-payment", isPaused: false)),
        ("clear notify", .clearFault("notify")),
        ("stop replay-2", .stopReplay("replay-2")),
        ("stop exec-5", .stopExecution("exec-5")),
    ])
    func commandsAskFromAnyPage(_ line: String, _ command: PipelineCommand) {
        var ui = DashboardDriver(.logs) { $0.pipeline = Sample.view() }
        ui.type(":" + line)
        #expect(ui.dashboard.interest.pipeline)
        ui.press(.enter)
        #expect(ui.dashboard.page == .pipeline)
        #expect(ui.top is ConfirmOverlay, "\(ui.text)")
        ui.type("y")
        #expect(ui.takeEffects() == [.perform(command)])
    }

    @Test func commandsOpenForms() {
        for line in ["publish", "fault notify", "replay orders-archive"] {
            var ui = DashboardDriver(.logs) { $0.pipeline = Sample.view() }
            ui.type(":" + line)
            ui.press(.enter)
            #expect(ui.top is PipelineForm, "\(line)")
        }
    }

    @Test func commandsAreCompleted() {
        var ui = DashboardDriver(.logs) { $0.pipeline = Sample.view() }
        ui.type(":disa")
        ui.press(.tab)
        ui.type("order-f")
        #expect(ui.text.contains("12,984 matched"))
        ui.press(.tab, .enter)
        #expect(ui.text.contains("Disable rule order-fanout"))
        ui.press(.escape)
        ui.type(":disable nothing")
        ui.press(.enter)
        #expect(ui.dashboard.notice == Notice(.warning, "no rule is called nothing"))
        ui.type(":go pipeline")
        ui.press(.enter)
        #expect(ui.dashboard.page == .pipeline)
    }

    @Test func commandsAreNotOfferedWhereTheyDoNothing() {
        for view in [PipelineView(), Sample.view(isReadOnly: true)] {
            var ui = DashboardDriver(.overview) { $0.pipeline = view }
            ui.type(":")
            #expect(!ui.text.contains("publish"))
            ui.type("disable order")
            #expect(!ui.text.contains("order-fanout"))
        }
    }
}

extension Key {
    fileprivate var character: Character? { if case .character(let c) = self { c } else { nil } }
}
