import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct MapScreenTests {
    static let sizes = [("80x24", DashboardDriver.narrow), ("140x40", DashboardDriver.wide)]

    static func driver(
        _ size: Size = DashboardDriver.narrow,
        _ view: TopologyView? = SampleTopology.view(),
        theme: Theme = Theme()
    ) -> DashboardDriver {
        DashboardDriver(.map, size: size, theme: theme) {
            $0.counters.records = 1000
            $0.topology = view
        }
    }

    @Test(arguments: sizes)
    func looks(_ name: String, _ size: Size) {
        var ui = Self.driver(size)
        ui.type("jje")
        expectGolden(ui.text, "map-\(name)")
    }

    @Test func looksWithoutColorsAndUnicode() {
        let ui = Self.driver(theme: Theme(isASCII: true, hasColors: false))
        #expect(ui.text.unicodeScalars.allSatisfy { $0.isASCII })
        expectGolden(ui.text, "map-ascii-80x24")
    }

    @Test func anEmptyMapTeaches() {
        let ui = DashboardDriver(.map) { $0.topology = SampleTopology.view(Topology()) }
        expectGolden(ui.text, "map-empty-80x24")
    }

    @Test func servicesThatNothingLinksTeach() {
        let nodes = ["billing", "cron", "search"].map { Topology.Node($0, .service, heard: 1200) }
        expectGolden(
            Self.driver(DashboardDriver.narrow, SampleTopology.view(Topology(nodes: nodes))).text,
            "map-unlinked-80x24"
        )
    }

    @Test func guessesSaySo() {
        var map = Topology(nodes: ["web", "orders", "billing"].map { Topology.Node($0, .service, heard: 10) })
        map.edges = [
            Topology.Edge(from: 0, to: 1, via: "", count: 310, errors: 40, inferred: true),
            Topology.Edge(from: 1, to: 2, via: "Billed", types: 3, count: 290, inferred: true),
        ]
        expectGolden(Self.driver(DashboardDriver.narrow, SampleTopology.view(map)).text, "map-guesses-80x24")
    }

    @Test(arguments: sizes)
    func moreThanFitsAndHostileNames(_ name: String, _ size: Size) {
        var map = Topology(nodes: [Topology.Node("hub", .service)], unlinked: 1234)
        for n in 0..<60 {
            let word = ["\u{1B}[31mred\u{7}\u{202E}", "注文が作成されました🧾", String(repeating: "long-", count: 30), "a\nb"][
                n % 4
            ]
            map.nodes.append(Topology.Node("\(word)\(n)", .service))
            map.edges.append(
                Topology.Edge(from: n / 8, to: n + 1, via: word, types: n + 1, count: n * 1_000_003, errors: n * n * n)
            )
        }
        (map.hiddenEdges, map.hiddenCount) = (9000, 1_000_000)
        var ui = Self.driver(size, SampleTopology.view(map))
        ui.press(.end)
        expectGolden(ui.text, "map-hostile-\(name)")
        for scalar in ui.text.unicodeScalars where scalar != "\n" {
            #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar != "\u{202E}")
        }
    }

    @Test func nothingWrongHasNoRed() {
        var map = SampleTopology.map
        for i in map.edges.indices { map.edges[i].errors = 0 }
        map.edges.removeAll { map.nodes[$0.to].kind == .deadLetterQueue }
        let ui = Self.driver(DashboardDriver.wide, SampleTopology.view(map))
        #expect(ui.text.contains("Nothing fails."))
        #expect(ui.frame.cells.allSatisfy { $0.style.foreground != .red && $0.style.foreground != .yellow })
    }

    @Test func whatHasNoTrafficLatelyStaysInItsPlace() {
        var recent = SampleTopology.map
        recent.edges.removeAll { $0.via == "PaymentConfirmed" }
        let ui = Self.driver(DashboardDriver.wide, SampleTopology.view(recent: recent))
        let before = Self.driver(DashboardDriver.wide)
        func names(_ ui: DashboardDriver) -> [String] {
            ui.text.split(separator: "\n").dropFirst(4).map { String($0.prefix(50)) }
        }
        #expect(names(ui) == names(before))
        #expect(ui.lines(with: "rule payment-confirmed").first?.contains("12,900") == false)
    }

    @Test func filesThatAreReadOnceAreCounted() {
        let view = TopologyView(whole: SampleTopology.map, span: 0)
        let ui = Self.driver(DashboardDriver.narrow, view)
        #expect(ui.text.contains("all records"))
        #expect(ui.lines(with: "rule payment-confirmed").first?.contains("12,900") == true)
    }

    @Test func theSelectionStaysOnItsEdge() {
        var ui = Self.driver()
        ui.type("ee")
        let before = ui.lines(with: "▌")
        #expect(before.first?.contains("order-payment") == true)
        var map = SampleTopology.map
        map.nodes.append(Topology.Node("aaa", .service))
        map.edges.append(Topology.Edge(from: map.nodes.count - 1, to: 4, via: "OrderAsked", count: 7))
        ui.snapshot.topology = SampleTopology.view(map)
        #expect(ui.lines(with: "▌") == before)
    }

    @Test func errorsAreHoppedTo() {
        var ui = Self.driver()
        ui.type("ey")
        ui.type("ey")
        ui.type("Ey")
        #expect(ui.takeEffects() == [.copy("inventory-reserve"), .copy("order-payment"), .copy("inventory-reserve")])
    }

    @Test func keysLeadToFlowsAndRecords() throws {
        var ui = Self.driver()
        ui.type("ee")
        ui.press(.enter)
        #expect(ui.dashboard.page == .traces)
        let flows = try #require(ui.dashboard.interest.traces?.query)
        let edge = "(hop=invoke resource=\"order-payment\" type=\"OrderPlaced\")"
        #expect(flows == "\(edge) (level>=error or exists(error))", "of an edge that fails the flows that failed there")
        #expect(throws: Never.self) { try Query(flows) }
        ui.type("5l")
        #expect(ui.dashboard.page == .logs)
        #expect(ui.dashboard.interest.matching == "hop=invoke resource=\"order-payment\"")
        ui.type("5")
        ui.press(.home, .down, .down)
        ui.type("l")
        let query = try #require(ui.dashboard.interest.matching)
        #expect(query == "hop=deliver resource~\"^order\\-fanout/\"")
        #expect(throws: Never.self) { try Query(query) }
    }

    @Test func aSampleFlowOpens() {
        var ui = Self.driver()
        let row = RecordRow(id: 7, correlationID: "5f2c", message: "END")
        ui.snapshot.records = Records(rows: [row])
        ui.type("eet")
        #expect((ui.top as? FlowScreen)?.correlationID == "5f2c")
        ui.press(.escape, .home)
        ui.type("t")
        #expect(ui.dashboard.screens.count == 1)
        #expect(ui.text.contains("no record of it has a correlation id"))
    }

    @Test func aFilterIsAsked() {
        var ui = Self.driver()
        ui.type("fservice=pay")
        #expect(ui.dashboard.interest.topology?.query == "service=pay")
        ui.press(.enter)
        #expect(ui.text.contains("filter service=pay"))
        ui.press(.escape)
        #expect(ui.dashboard.interest.topology?.query == "")
    }

    @Test func anySizeHoldsWithoutATrap() {
        for width in stride(from: 60, through: 200, by: 23) {
            for height in stride(from: 15, through: 60, by: 11) {
                var ui = Self.driver(Size(width: width, height: height))
                ui.press(.end, .pageUp, .down)
                #expect(ui.text.contains("5 Map"))
            }
        }
    }
}
