import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

/// The screens of flows over the real store: from JSON lines, as the pipeline writes them, to what is seen.
@Suite struct FlowFromRecordsTests {
    static let id = SampleFlow.id

    /// One line; members are given as JSON text.
    static func line(_ after: Int64, _ severity: String, _ service: String, _ message: String, _ members: String)
        -> String
    {
        let time = SampleFlow.at(after).rfc3339(digits: 6)
        return
            #"{"timestamp":"\#(time)","severity":"\#(severity)","service_name":"\#(service)","event_type":"OrderPlaced","#
            + #""correlation_id":"\#(id)","message":"\#(message)",\#(members)}"#
    }

    static let error =
        #""error":{"type":"CardDeclined","message":"card ending 0341 declined","stack":"PaymentService.charge  payments.swift:88"}"#

    /// A payment that fails three times and dies.
    static let death: [String] = {
        var lines = [
            line(
                0,
                "INFO",
                "order-api",
                "published",
                #""hop":"publish","event_id":"e1","resource":"orders-bus","matched":2"#
            ),
            line(
                4,
                "INFO",
                "orders-bus",
                "delivered",
                #""hop":"deliver","event_id":"d1","causation_id":"e1","resource":"order-placed/payment","attempt":1,"duration_ms":2"#
            ),
            line(
                5,
                "INFO",
                "orders-bus",
                "delivered",
                #""hop":"deliver","event_id":"d2","causation_id":"e1","resource":"order-placed/inventory","attempt":1,"duration_ms":2"#
            ),
            line(
                6,
                "INFO",
                "orders-payment",
                "sent",
                #""hop":"queue","event_id":"m1","causation_id":"d1","resource":"orders-payment""#
            ),
            line(
                7,
                "INFO",
                "orders-inventory",
                "sent",
                #""hop":"queue","event_id":"m2","causation_id":"d2","resource":"orders-inventory""#
            ),
            line(
                40,
                "INFO",
                "inventory",
                "START",
                #""hop":"invoke","event_id":"r9","causation_id":"m2","resource":"UpdateInventory","request_id":"r9","attempt":1,"wait_ms":33,"cold_start":true"#
            ),
            line(
                78,
                "INFO",
                "inventory",
                "END",
                #""hop":"invoke","event_id":"r9","causation_id":"m2","resource":"UpdateInventory","request_id":"r9","attempt":1,"duration_ms":38"#
            ),
        ]
        for (attempt, start) in [(1, 50), (2, 550), (3, 1550)] as [(Int, Int64)] {
            let hop =
                #""hop":"invoke","event_id":"r\#(attempt)","causation_id":"m1","resource":"ProcessPayment","request_id":"r\#(attempt)","attempt":\#(attempt)"#
            lines.append(line(start, "INFO", "payments", "START", hop + #","wait_ms":44"#))
            lines.append(
                line(
                    start + 30,
                    "INFO",
                    "payments",
                    "charge 42.10 EUR",
                    #""causation_id":"r\#(attempt)","request_id":"r\#(attempt)""#
                )
            )
            lines.append(line(start + 120, "ERROR", "payments", "ERROR", hop + #","duration_ms":120,\#(error)"#))
        }
        lines.append(
            line(
                1700,
                "ERROR",
                "payments-dlq",
                "died",
                #""hop":"deadletter","event_id":"dead:m1","causation_id":"m1","resource":"payments-dlq","reason":"MaxReceiveCountExceeded",\#(error)"#
            )
        )
        return lines
    }()

    /// Its redrive, and the payment that succeeds.
    static let redrive = [
        line(
            9000,
            "INFO",
            "payments-dlq",
            "redriven",
            #""hop":"redrive","event_id":"redrive:k1","causation_id":"dead:m1","resource":"orders-payment","generation":1,"task":"t1","actor":"ana""#
        ),
        line(
            9002,
            "INFO",
            "orders-payment",
            "sent",
            #""hop":"queue","event_id":"m7","causation_id":"redrive:k1","resource":"orders-payment","generation":1"#
        ),
        line(
            9060,
            "INFO",
            "payments",
            "START",
            #""hop":"invoke","event_id":"r7","causation_id":"m7","resource":"ProcessPayment","request_id":"r7","attempt":1,"wait_ms":58"#
        ),
        line(
            9140,
            "INFO",
            "payments",
            "END",
            #""hop":"invoke","event_id":"r7","causation_id":"m7","resource":"ProcessPayment","request_id":"r7","attempt":1,"duration_ms":80"#
        ),
    ]

    static func append(_ lines: [String], to store: TelemetryStore) {
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        bytes.withUnsafeBytes { store.append($0, source: "pipeline", firstLine: 1, received: SampleFlow.at(9_200)) }
    }

    static func show(_ store: TelemetryStore, in ui: inout DashboardDriver) {
        let held = store.snapshot()
        ui.snapshot.records = Records(held)
        ui.snapshot.trace = held.trace(id)
        let found = held.traces(sort: .latest, matching: nil, limit: 100)
        ui.snapshot.traces = TraceList(request: TracesRequest(sort: .latest), flows: found.flows, total: found.total)
    }

    @Test func aPaymentDiesAndIsRedriven() {
        let store = TelemetryStore(capacity: 1 << 22)
        Self.append(Self.death, to: store)
        var ui = DashboardDriver(.traces, size: DashboardDriver.wide) { $0.now = SampleFlow.at(9_300) }
        Self.show(store, in: &ui)
        #expect(ui.lines(with: "◆1").count == 1)
        ui.press(.enter)
        ui.type("e")
        expectGolden(ui.text, "flow-records-dead-140x40")
        #expect(ui.text.contains("✗ dead at ProcessPayment"))
        #expect(ui.text.contains("charge 42.10 EUR"), "its log lines belong to the attempt")
        let selected = ui.lines(with: "▌")

        Self.append(Self.redrive, to: store)
        Self.show(store, in: &ui)
        #expect(
            ui.lines(with: "▌").map { $0.prefix(60) } == selected.map { $0.prefix(60) },
            "the selection has not moved"
        )
        expectGolden(ui.text, "flow-records-redriven-140x40")
        #expect(ui.text.contains("✓ ok after a redrive"))
        ui.press(.escape)
        #expect(ui.lines(with: "↻1").count == 1)
    }

    @Test func aDeadLetterIsFilteredByTheSameLanguage() {
        var ui = SampleDeadLetters.driver()
        ui.type("f")
        ui.type("generation=1")
        #expect(ui.text.contains("1 shown"))
        ui.press(.enter)
        #expect(ui.lines(with: "77aa…01c3").count == 1)
        #expect(ui.lines(with: "5f2c…e81a").isEmpty)
        ui.type("R")
        #expect(ui.takeEffects() == [.plan(PlanRequest(queue: "payments-dlq", selection: .ids(["message-3"])))])
        ui.press(.left)
        ui.type("R")
        #expect(ui.takeEffects() == [.plan(PlanRequest(queue: "payments-dlq", selection: .query("generation=1")))])
        ui.press(.escape, .escape)
        #expect(ui.lines(with: "5f2c…e81a").count == 1)
    }
}
