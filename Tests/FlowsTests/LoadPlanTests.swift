import EventModel
import Testing

@testable import Flows

@Suite("The plan of a load")
struct LoadPlanTests {
    private func plan(_ count: Int, seed: UInt64 = 7, fail: Double = 0.1, earlier: Int = 0) -> [LoadPlan.Start] {
        Array(LoadPlan(flows: Flow.all(), seed: seed, failShare: fail, earlier: earlier).prefix(count))
    }

    private func text(_ start: LoadPlan.Start) -> String {
        switch start.stimulus {
        case .event(_, _, _, let data): "\(start.eventID) \(start.correlationID) \(data)"
        case .object(let bytes, let key, _): "\(start.eventID) \(start.correlationID) \(key) \(bytes.count)"
        case .invocation(_, let payload): "\(start.eventID) \(start.correlationID) \(payload)"
        }
    }

    @Test func aSeedGivesTheSameFlowsAgain() {
        #expect(plan(200).map(text) == plan(200).map(text))
        #expect(plan(50).map(text) != plan(50, seed: 8).map(text))
    }

    @Test func aLaterRunOnTheSameDataRepeatsNothing() {
        let runs = plan(200) + plan(200, earlier: 200) + plan(200, earlier: 400)
        #expect(Set(runs.map(\.correlationID)).count == 600)
        // A meter, a parcel or a product may come again, but never with the same to say.
        let said = runs.map { start in
            switch start.stimulus {
            case .event(_, _, _, let data): data.description
            case .object(_, let key, _): key
            case .invocation(_, let payload): payload["body"]?.string ?? ""
            }
        }
        #expect(Set(said).count == 600)
        #expect(plan(20, earlier: 200).map(text) == plan(20, earlier: 200).map(text))
    }

    @Test func noIDComesTwice() {
        let starts = plan(3_000)
        #expect(Set(starts.map(\.eventID)).count == 3_000)
        #expect(Set(starts.map(\.correlationID)).count == 3_000)
    }

    @Test func theShareThatDiesIsTheOneAskedFor() {
        let starts = plan(5_000)
        let dies = starts.count { $0.fate == .dies }
        let retries = starts.count { $0.fate == .retries }
        #expect((430...570).contains(dies))
        #expect((190...310).contains(retries))
        #expect(plan(500, fail: 0).allSatisfy { $0.fate == .completes })
        #expect(plan(500, fail: 1).allSatisfy { $0.fate == .dies })
    }

    @Test func waitsHaveAMeanOfOne() {
        let waits = plan(5_000).map(\.wait)
        #expect(waits.allSatisfy { $0 >= 0 && $0.isFinite })
        #expect(abs(waits.reduce(0, +) / 5_000 - 1) < 0.06)
    }

    @Test func fatesAreWrittenIntoTheData() throws {
        for start in LoadPlan(flows: Flow.usual(), seed: 7, failShare: 0.1).prefix(4_000) {
            switch start.stimulus {
            case .event(_, let type, let subject, let data):
                let order = try Order(data)
                #expect(type == "OrderPlaced" && subject == order.id)
                let times = max(SandboxToken(order.cardToken).times, SandboxToken(order.reservation).times)
                #expect(times == (start.fate == .dies ? 3 : start.fate == .retries ? 1 : 0))
            case .object(let bytes, let key, let bucket):
                #expect(bucket == "raw-data" && key.hasSuffix(".csv"))
                let reading = Contract.bundled.read(bytes)
                #expect(reading.violations.isEmpty == (start.fate != .dies))
                #expect(!reading.headerIsBroken)
                #expect(key.contains("/trial/") == (start.fate == .retries))
            case .invocation: Issue.record("none of the usual flows begins with one")
            }
        }
    }

    @Test func theWarehouseIsDownForAWindowOfEachStretch() {
        for stretch in 0..<50 {
            let down = (0..<OrderPlan.stretch).map { OrderPlan.isDown(stretch * OrderPlan.stretch + $0) }
            #expect(down.count { $0 } == OrderPlan.outage)
        }
    }

    @Test(arguments: [
        ("tok_hold3_8f2c", "hold", 3), ("tok_visa_8f2c", "visa", 0), ("rsv_down12_a", "down", 12), ("rsv_ab12", "", 0),
        ("plain", "", 0),
    ])
    func tokensSayWhatTheyDo(token: String, behaviour: String, times: Int) {
        #expect(SandboxToken(token).behaviour == behaviour)
        #expect(SandboxToken(token).times == times)
    }
}
