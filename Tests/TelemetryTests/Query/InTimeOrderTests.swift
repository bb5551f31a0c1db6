import EventModel
import Telemetry
import Testing

@Suite("Ids in order of time") struct InTimeOrderTests {
    /// A store with a record at each of these seconds after a start, in this order of arrival.
    private func store(_ seconds: [Int]) -> TelemetryStore {
        let store = TelemetryStore(capacity: 1 << 20)
        for second in seconds {
            let line = "{\"timestamp\":\"2026-11-21T00:00:0\(second)Z\",\"message\":\"m\"}\n"
            Array(line.utf8).withUnsafeBytes {
                store.append($0, source: "log", firstLine: 1, received: Timestamp(seconds: 0))
            }
        }
        return store
    }

    @Test("Those given, by time, and of equal times by arrival")
    func order() {
        let snapshot = store([5, 1, 3, 1, 9]).snapshot()
        #expect(snapshot.inTimeOrder([0, 1, 2, 3]) == [1, 3, 2, 0])
        #expect(snapshot.inTimeOrder([4, 2]) == [2, 4])
        #expect(snapshot.inTimeOrder([]) == [])
    }

    @Test("From a time on, and up to one that is left out; what is not held is passed over")
    func bounds() throws {
        let snapshot = store([5, 1, 3, 1, 9]).snapshot()
        let (since, until) = (Timestamp(rfc3339: "2026-11-21T00:00:03Z"), Timestamp(rfc3339: "2026-11-21T00:00:09Z"))
        #expect(snapshot.inTimeOrder([0, 1, 2, 3, 4, 77], since: since, until: until) == [2, 0])
    }
}
