import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite struct FlowScreenTests {
    static func driver(
        _ size: Size = DashboardDriver.narrow,
        tree: TraceTree? = SampleFlow.tree(),
        theme: Theme = Theme(),
        after milliseconds: Int64 = 2000
    ) -> DashboardDriver {
        var ui = DashboardDriver(.traces, size: size, theme: theme) {
            $0.now = SampleFlow.at(milliseconds)
            $0.records = SampleFlow.records()
            $0.trace = tree
            $0.deadLetters.available = true
        }
        ui.open(.trace(tree?.summary.correlationID ?? SampleFlow.id))
        return ui
    }

    @Test(arguments: [(DashboardDriver.narrow, "80x24"), (DashboardDriver.wide, "140x40")])
    func aFlowWithRetriesADeadLetterAndARedrive(size: Size, name: String) {
        var ui = Self.driver(size)
        expectGolden(ui.text, "flow-\(name)")
        ui.type("ee")
        expectGolden(ui.text, "flow-retry-\(name)")
    }

    @Test func aRedriveThatSucceededIsGreen() {
        let ui = Self.driver(DashboardDriver.wide, tree: SampleFlow.tree(redriveEnded: true))
        expectGolden(ui.text, "flow-redriven-140x40")
        #expect(ui.text.contains("✓ ok after a redrive"))
        #expect(Self.colors(ui.frame).isDisjoint(with: [.red]), "nothing is wrong any more, so nothing is red")
        #expect(Self.colors(ui.frame).contains(.green), "a success that was waited for")
        #expect(Self.colors(Self.driver(DashboardDriver.wide).frame).contains(.red))
    }

    @Test func withoutUnicodeAndColoursNothingIsLost() {
        let ui = Self.driver(DashboardDriver.wide, theme: Theme(isASCII: true, hasColors: false))
        expectGolden(ui.text, "flow-ascii-140x40")
        for row in ui.text.split(separator: "\n") { #expect(row.utf8.allSatisfy { $0 < 0x80 }, "\(row)") }
    }

    /// The colours that glyphs of a frame have.
    static func colors(_ frame: Buffer) -> Set<Color> {
        var colors: Set<Color> = []
        for y in 0..<frame.size.height {
            for x in 0..<frame.size.width { colors.insert(frame[x, y].style.foreground) }
        }
        return colors
    }

    @Test func foldsAndZoom() {
        var ui = Self.driver(DashboardDriver.wide)
        ui.type("E-")
        ui.type("zzl")
        expectGolden(ui.text, "flow-folded-zoomed-140x40")
        ui.type("(")
        #expect(ui.lines(with: "orders-payment").isEmpty)
        ui.type(")0")
        #expect(!ui.text.contains("zoomed"))
        #expect(ui.lines(with: "orders-payment").count == 1)
    }

    @Test func theSelectionStaysWhileTheFlowGrows() {
        var ui = Self.driver(DashboardDriver.wide)
        ui.type("e")
        let before = ui.lines(with: "▌")
        let tree = SampleFlow.tree { nodes in
            // A new branch before the selected hop.
            var node = nodes[2]
            node.id = "new"
            node.name = "Audit"
            nodes.insert(node, at: 2)
        }
        ui.snapshot.trace = tree
        #expect(ui.lines(with: "▌") == before)
        #expect(ui.lines(with: "Audit").count == 1)
    }

    @Test func keysToEffects() {
        var ui = Self.driver()
        ui.type("y")
        #expect(ui.takeEffects() == [.copy(SampleFlow.id)])
        ui.type("R")
        #expect(ui.takeEffects() == [.plan(PlanRequest(queue: "payments-dlq", selection: .ids(["message-1"])))])
        ui.snapshot.deadLetters.available = false
        ui.type("R")
        #expect(ui.takeEffects().isEmpty, "files cannot be redriven")
        #expect(ui.text.contains("no broker here"))
    }

    @Test func enterOpensAllFieldsOfAHop() {
        var ui = Self.driver(DashboardDriver.wide)
        ui.type("ee")
        ui.press(.enter)
        expectGolden(ui.text, "hop-140x40")
        ui.press(.escape)
        #expect(ui.text.contains("critical path"))
    }

    @Test func aFlowThatIsNotThere() {
        var ui = Self.driver(tree: nil)
        #expect(ui.text.contains("Putting the flow together"))
        ui.snapshot.missingTrace = SampleFlow.id
        expectGolden(ui.text, "flow-missing-80x24")
        ui.type("ejzR[")
        #expect(ui.takeEffects().isEmpty)
    }

    @Test func oddPlacesAreSaidInWords() {
        var tree = SampleFlow.tree { $0[2].labels = [.orphan, .skewed] }
        tree.labels = [.orphan, .skewed]
        var ui = Self.driver(DashboardDriver.wide, tree: tree)
        ui.type("jj")
        expectGolden(ui.text, "flow-labels-140x40")
    }

    @Test func wideAndHostileNamesKeepTheColumns() {
        var tree = SampleFlow.tree { nodes in
            nodes[2].name = "在庫を更新する🧾 UpdateInventory"
            nodes[2].service = "在庫サービス・東京リージョン"
            nodes[3].name = "Notify\u{1B}[2J\u{1B}]52;c;AAAA\u{7}\u{9B}31m\u{202E}evil"
            nodes[3].error = ErrorInfo(type: "Bad\u{1B}[31m", message: "line\nline\u{0}", stack: "a\u{1B}c\nb")
        }
        tree.summary.root = "Order\u{1B}[0mPlaced"
        var ui = Self.driver(DashboardDriver.wide, tree: tree)
        ui.type("jjj")
        expectGolden(ui.text, "flow-hostile-140x40")
        for scalar in ui.text.unicodeScalars where scalar != "\n" {
            #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar != "\u{202E}")
        }
    }

    @Test func onlyVisibleRowsOfAHugeFlowArePainted() {
        let count = 100_000
        let nodes = (0..<count).map {
            TraceNode(
                id: "n\($0)",
                kind: .invoke,
                name: "Step \($0)",
                service: "steps",
                start: SampleFlow.at(Int64($0)),
                duration: .milliseconds(1),
                status: $0 == count - 1 ? .error : .ok,
                depth: $0
            )
        }
        var ui = Self.driver(tree: TraceTree(summary: SampleFlow.summary(status: .error), nodes: nodes))
        ui.type("e")
        expectGolden(ui.text, "flow-deep-80x24")
        ui.type("g(")
        #expect(ui.lines(with: "Step 0").count >= 1)
        #expect(ui.lines(with: "+99,999").count == 1)
    }
}
