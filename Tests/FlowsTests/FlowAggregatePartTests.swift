import EventModel
import Testing

@testable import Flows
@testable import Pipeline

@Suite("Aggregates in flow files")
struct FlowAggregatePartTests {
    private func read(_ text: String) throws(FlowMistakes) -> FlowFile {
        try FlowFile(Array(text.utf8), name: "f", FlowSurroundings(handlers: [:], folder: "/") { _ in nil })
    }

    @Test func aTypeGetsItsReducer() throws {
        let file = try read("flow: a\naggregates: [{AggregateType: order, Reducer: order-ledger}]\n")
        #expect(file.definition.aggregates.map(\.type) == ["order"])
        let drawn = FlowDrawing(file).lines(isASCII: true)
        #expect(drawn.contains("aggregate order  events with versions, folded by a reducer"), "\(drawn)")
        #expect(file.json["aggregates"] == ["order"])
    }

    @Test(arguments: [
        (
            "{AggregateType: order, Reducer: order-leger}",
            "aggregates[0].Reducer: there is no reducer 'order-leger'; did you mean 'order-ledger'?"
        ),
        ("{AggregateType: order}", "aggregates[0]: has no Reducer; name the reducer"),
        ("{Reducer: order-ledger}", "aggregates[0]: has no AggregateType; give the aggregate a name"),
        (
            "{AggregateType: order, Reducer: order-ledger}, {AggregateType: order, Reducer: order-ledger}",
            "aggregates[1].AggregateType: aggregate 'order' is defined twice; rename one of them"
        ),
        ("7", "aggregates[0]: must be an object, not the number 7; its members are: AggregateType, Reducer"),
    ])
    func mistakes(part: String, mistake: String) {
        do throws(FlowMistakes) {
            _ = try read("flow: a\naggregates: [\(part)]\n")
            Issue.record("nothing is wrong with \(part)")
        } catch {
            let found = error.mistakes.map { "\($0.path): \($0.reason); \($0.advice)" }
            #expect(found.contains(mistake), "\(found)")
        }
    }

    /// The state of an order at each version, in either order of bank and shelf.
    @Test(arguments: [["PaymentCaptured", "StockReserved"], ["StockReserved", "PaymentCaptured"]])
    func theLedgerFolds(middle: [String]) {
        let name = AggregateName("order", "o-1")
        var state = AggregateState(name)
        var statuses: [String] = []
        for (i, type) in (["OrderPlaced"] + middle + ["OrderCompleted", "Unknown"]).enumerated() {
            let event = AggregateEvent(
                aggregate: name,
                version: i + 1,
                id: "e-\(i)",
                type: type,
                time: Timestamp(seconds: Int64(i)),
                data: ["total": 5, "payment_id": "p", "items": 2],
                correlationID: "c",
                causationID: nil
            )
            state.apply(event, OrderLedger.fold)
            statuses.append(state.state["status"]?.string ?? "")
        }
        let words = ["PaymentCaptured": "paid", "StockReserved": "reserved"]
        #expect(statuses == ["placed"] + middle.compactMap { words[$0] } + ["completed", "completed"])
        #expect(state.version == 5 && state.state["payment_id"] == "p" && state.state["reserved_items"] == 2)
    }
}
