import Dashboard
import EventModel
import Telemetry
import Testing

@Suite struct FlowFoldingTests {
    let tree = SampleFlow.tree()

    func rows(_ folding: FlowFolding) -> [Int] { FlowOutline(tree, folding: folding).visible }

    func names(_ folding: FlowFolding) -> [String] { rows(folding).map { tree.node($0).id } }

    @Test func everythingShowsAtFirst() {
        #expect(rows(FlowFolding()) == Array(tree.hops.indices))
    }

    @Test func aFoldHidesTheWholeSubtreeAndNothingElse() {
        var folding = FlowFolding()
        folding.fold(tree.hops[8])
        #expect(names(folding) == tree.nodes.map(\.id).filter { $0 != "redrive:1" && $0 != "invoke-payment-4" })
        folding.fold(tree.hops[4])
        #expect(names(folding) == ["event-1", "delivery-1", "invoke-inventory", "invoke-notify", "message-1"])
        folding.unfold(tree.hops[4])
        #expect(names(folding).last == "dead:message-1", "the inner fold is remembered")
    }

    @Test func allFoldAndUnfold() {
        var folding = FlowFolding()
        folding.foldAll()
        #expect(names(folding) == ["event-1"])
        folding.unfold(tree.hops[0])
        #expect(names(folding) == ["event-1", "delivery-1"])
        folding.unfoldAll()
        #expect(names(folding).count == tree.nodes.count)
    }

    @Test func revealOpensTheWayToANode() {
        var folding = FlowFolding()
        folding.foldAll()
        folding.reveal(10, in: tree, FlowOutline(tree, folding: FlowFolding()).brevity)
        #expect(names(folding).contains("invoke-payment-4"))
        #expect(names(folding).contains("invoke-payment-1"), "its ancestors' other children show too")
    }

    @Test func failuresAreWalkedRoundFoldedOrNot() {
        let outline = FlowOutline(tree, folding: FlowFolding())
        #expect(outline.failures == [5, 6, 7, 8])
        #expect(outline.failure(from: 0, step: 1) == 5)
        #expect(outline.failure(from: 8, step: 1) == 5)
        #expect(outline.failure(from: 5, step: -1) == 8)
        #expect(tree.hops[5].attempts == 3)
        #expect(tree.hops[2].attempts == 0)
        #expect(outline.fatal?.id == "invoke-payment-3")
        #expect(outline.extent(now: SampleFlow.at(2000)).start == SampleFlow.at(0))
        #expect(outline.extent(now: SampleFlow.at(2000)).end == SampleFlow.at(2000), "it is still running")
        #expect(outline.extent(now: SampleFlow.at(5)).end == SampleFlow.at(1760), "a clock behind the records")
    }

    @Test func aDeepChainOfAHundredThousandIsFoldedInOnePass() {
        let count = 100_000
        let nodes = (0..<count).map {
            TraceNode(
                id: "n\($0)",
                kind: .invoke,
                name: "Step",
                start: Timestamp(milliseconds: Int64($0)),
                duration: .milliseconds(1),
                status: .ok,
                depth: $0
            )
        }
        let tree = TraceTree(summary: SampleFlow.summary(), nodes: nodes)
        var folding = FlowFolding()
        folding.fold(tree.hops[50_000])
        #expect(FlowOutline(tree, folding: folding).visible.count == 50_001)
        folding.foldAll()
        #expect(FlowOutline(tree, folding: folding).visible.count == 1)
        folding.reveal(count - 1, in: tree, FlowOutline(tree, folding: FlowFolding()).brevity)
        #expect(FlowOutline(tree, folding: folding).visible.count == count)
    }
}
