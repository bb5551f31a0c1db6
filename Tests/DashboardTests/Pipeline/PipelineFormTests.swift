import Dashboard
import EventModel
import TerminalUI
import Testing

@Suite struct PipelineFormTests {
    typealias Sample = SamplePipeline

    @Test func anEventIsPublished() {
        var ui = Sample.driver(at: .bus("default"))
        ui.type("P")
        #expect(ui.top is PipelineForm)
        ui.type("shop")
        ui.press(.enter)
        ui.type("OrderPlaced")
        ui.press(.enter, .control("u"))
        ui.type("{\"total\": 42}")
        expectGolden(ui.text, "pipeline-publish-80x24")
        ui.press(.enter)
        #expect(ui.text.contains("OrderPlaced of shop goes on bus default"))
        // Enter goes back, and nothing typed is lost.
        ui.press(.enter)
        #expect(ui.text.contains("{\"total\": 42}"))
        ui.press(.enter)
        ui.type("P")
        #expect(ui.takeEffects().isEmpty)
        ui.type("y")
        let data: JSON = ["total": 42]
        #expect(
            ui.takeEffects() == [.perform(.publish(bus: "default", source: "shop", type: "OrderPlaced", data: data))]
        )
        #expect(ui.top is PipelineScreen)
        // The next one begins with the last, one key up.
        ui.type("P")
        ui.press(.up)
        #expect(ui.text.contains("OrderPlaced") && ui.text.contains("{\"total\":42}"))
        ui.press(.down)
        #expect(ui.lines(with: "│ data").first?.contains("{}") == true)
        ui.press(.escape)
        #expect(ui.top is PipelineScreen)
    }

    @Test func aRuleSaysWhatItWouldMatch() {
        var ui = Sample.driver(at: .rule("order-fanout"))
        ui.type("P")
        #expect(ui.text.contains("shop") && ui.text.contains("OrderPlaced"))
        ui.press(.enter)
        ui.type("y")
        #expect(
            ui.takeEffects() == [.perform(.publish(bus: "default", source: "shop", type: "OrderPlaced", data: [:]))]
        )
    }

    @Test func badJSONIsShownWhereItIsBad() {
        var ui = Sample.driver(at: .rule("order-fanout"))
        ui.type("P")
        ui.press(.control("u"))
        ui.type("{\"größe\": 1,}")
        ui.press(.enter)
        #expect(ui.text.contains("a member's name should be here, at character 13"), "\(ui.text)")
        #expect(ui.lines(with: "^").count == 1)
        expectGolden(ui.text, "pipeline-publish-mistake-80x24")
        #expect(ui.takeEffects().isEmpty)
        ui.press(.backspace, .backspace)
        ui.type("}")
        ui.press(.enter)
        ui.type("y")
        #expect(ui.takeEffects().count == 1)
    }

    @Test func whatIsMissingIsAskedForInItsField() {
        var ui = Sample.driver(at: .bus("default"))
        ui.type("P")
        ui.press(.enter, .enter, .enter)
        #expect(ui.text.contains("source: who publishes it?"))
        ui.type("shop")
        ui.press(.enter, .enter, .enter)
        #expect(ui.text.contains("type: what happened?"))
        ui.press(.backTab, .backTab, .control("u"))
        ui.type("nowhere")
        ui.press(.tab, .tab)
        ui.type("T")
        ui.press(.enter, .enter)
        #expect(ui.text.contains("no bus is called nowhere: default, files"))
    }

    @Test func deepAndLongJSONIsRefusedOrTaken() {
        var ui = Sample.driver(at: .rule("order-fanout"))
        ui.type("P")
        ui.press(.control("u"))
        ui.type(String(repeating: "[", count: 600))
        ui.press(.enter)
        #expect(ui.text.contains("nested deeper than 512"))
        _ = ui.frame
    }

    @Test func aFaultIsInjected() {
        var ui = Sample.driver(at: .function("order-payment"))
        ui.type("I")
        expectGolden(ui.text, "pipeline-fault-80x24")
        ui.press(.control("u"))
        ui.type("0")
        ui.press(.enter, .enter)
        #expect(ui.text.contains("a percentage above 0"))
        ui.press(.control("u"))
        ui.type("12.5 %")
        ui.press(.enter, .enter)
        #expect(ui.text.contains("12.5 % of its invocations fail with InjectedFault"))
        ui.type("y")
        #expect(
            ui.takeEffects() == [.perform(.injectFault(FaultInjection(function: "order-payment", share: 0.125)))]
        )
    }

    @Test func aReplayIsStarted() {
        var ui = Sample.driver(at: .archive("orders-archive"))
        ui.type("A")
        expectGolden(ui.text, "pipeline-replay-80x24")
        ui.type("-15m")
        ui.press(.enter)
        ui.type("2026-03-14T14:00:00Z")
        ui.press(.enter)
        ui.type("order-fanout")
        ui.press(.enter)
        ui.type("200/s")
        ui.press(.enter)
        #expect(ui.text.contains("to order-fanout, 200 a second."), "\(ui.text)")
        ui.type("y")
        let request = ReplayRequest(
            archive: "orders-archive",
            from: Sample.now - .seconds(900),
            to: Timestamp(rfc3339: "2026-03-14T14:00:00Z"),
            rules: ["order-fanout"],
            rate: 200
        )
        #expect(ui.takeEffects() == [.perform(.startReplay(request))])
    }

    @Test(arguments: [
        (["yesterday"], "a time is"), (["-5m", "-10m"], "end before it begins"),
        (["", "", "nothing"], "no rule is called"),
        (["", "", "", "fast"], "a rate is events a second"),
    ])
    func badReplaysAreRefused(_ texts: [String], _ words: String) {
        var ui = Sample.driver(at: .archive("orders-archive"))
        ui.type("A")
        for text in texts + Array(repeating: "", count: 4 - texts.count) {
            ui.type(text)
            ui.press(.enter)
        }
        #expect(ui.text.contains(words), "\(ui.text)")
        ui.type("y")
        #expect(ui.takeEffects().isEmpty)
    }

    @Test func anEmptyReplayIsOfEverything() {
        var ui = Sample.driver(at: .replay("replay-1"))
        ui.type("A")
        ui.press(.enter, .enter, .enter, .enter)
        ui.type("y")
        #expect(ui.takeEffects() == [.perform(.startReplay(ReplayRequest(archive: "orders-archive")))])
    }
}
