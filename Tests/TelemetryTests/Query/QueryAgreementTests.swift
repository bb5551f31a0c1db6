import EventModel
import TestSupport
import Testing

@testable import Telemetry

/// Columns, bytes and bitmaps say of every record what its decoded line says.
@Suite("Queries, compared with a reading of every line")
struct QueryAgreementTests {
    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func agrees(_ seed: UInt64) throws {
        var log = RandomLog(seed: seed)
        let lines = (0..<320).map { _ in log.line() }
        // Few names are kept as numbers, so that some are read from their lines.
        let store = TelemetryStore(
            capacity: 1 << 26,
            chunkRecords: [3, 64, 100, 1000, 131][Int(seed % 5)],
            mostNames: 6
        )
        TestLog.append(lines, to: store, batch: 50)
        let snapshot = store.snapshot()
        var compiled = 0
        for _ in 0..<100 {
            let text = log.query()
            guard let query = try? Query(text, now: QueryTests.now) else { continue }
            compiled += 1
            let expected = snapshot.plainMatches(query)
            let found = snapshot.matches(query, in: snapshot.ids)
            #expect(found == expected, "\(text)")
            if found != expected {
                for id in Set(found).symmetricDifference(expected).sorted().prefix(2) {
                    Issue.record("\(text): \(String(decoding: snapshot.raw(id) ?? [], as: UTF8.self))")
                }
            }
            #expect(snapshot.matchCount(query, in: snapshot.ids) == expected.count)
            let part = 37..<211
            #expect(snapshot.matches(query, in: part) == expected.filter { part.contains($0) }, "\(text)")
            for from in [0, 63, 64, 200, 319] {
                #expect(snapshot.nextMatch(query, from: from) == expected.first { $0 >= from }, "\(text)")
                #expect(
                    snapshot.nextMatch(query, from: from, backwards: true) == expected.last { $0 <= from },
                    "\(text)"
                )
                #expect(snapshot.matches(from, query) == expected.contains(from), "\(text)")
            }
        }
        #expect(compiled > 60)
    }

    @Test("A text is found in the one line that has it, wherever lines meet")
    func linesThatMeet() throws {
        // One line ends as the text begins, the next begins as it ends.
        let lines = (0..<300).map { $0 == 217 ? "xx timeout xx" : $0 % 2 == 0 ? "plain time" : "out plain" }
        let snapshot = TestLog.snapshot(lines)
        #expect(snapshot.matches(try Query("timeout"), in: snapshot.ids) == [217])
        #expect(snapshot.matches(try Query("timeout or \"lain t\""), in: 215..<220) == [216, 217, 218])
    }

    /// Whatever a format calls its message, and however it puts it together, its words are found there.
    @Test(.enabled(if: Shared.isThere, Shared.missing))
    func wordsOfRealMessages() throws {
        for (name, sample) in try LogVectorTests.formats() {
            let store = TelemetryStore(capacity: 1 << 26)
            TestLog.append(bytes: try Shared.bytes(sample), to: store)
            let snapshot = store.snapshot()
            for id in snapshot.ids.prefix(60) {
                guard let row = snapshot.row(id) else { continue }
                let words: [Substring] = row.message.split { !$0.isLetter }.filter { $0.count > 2 }
                for word in Set(words.prefix(12) + words.suffix(4)) {
                    #expect(
                        snapshot.matches(id, try Query("message~\"\(word)\"", now: TestLog.start)),
                        "\(name), record \(id): \(word)"
                    )
                }
            }
        }
    }
}
