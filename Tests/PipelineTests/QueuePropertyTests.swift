import EventModel
import GRDB
import Testing

@testable import Pipeline

/// Random schedules of sends, receives, deletes, releases and passing time, checked against what a queue promises.
@Suite struct QueuePropertyTests {
    @Test(arguments: 1...12)
    func nothingIsLostAndNothingIsSeenTwiceWhileHidden(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let most = 3
        let bench = try QueueBench(
            QueueDefinition(
                name: "q",
                visibilityTimeout: .seconds(10),
                redrivePolicy: .init(deadLetterQueue: "dead", maxReceiveCount: most)
            )
        )
        var sent: Set<String> = []
        var deleted: Set<String> = []
        var counts: [String: Int] = [:]
        var hiddenUntil: [String: Timestamp] = [:]
        var held: [QueueMessage] = []
        for _ in 0..<250 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<3:
                let delay = Duration.seconds(Int.random(in: 0...5, using: &random))
                let n = Int.random(in: 1...10, using: &random)
                let ids = try await bench.send(
                    (0..<n).map { _ in OutgoingMessage(body: [98], delay: delay, correlationID: "c") }
                )
                for id in ids { hiddenUntil[id] = bench.clock.now() + delay }
                sent.formUnion(ids)
            case 3..<7:
                let lease = Duration.seconds(Int.random(in: 1...20, using: &random))
                for message in try await bench.receive(Int.random(in: 1...10, using: &random), visibility: lease) {
                    #expect(!deleted.contains(message.id), "a deleted message came back")
                    #expect(bench.clock.now() >= hiddenUntil[message.id]!, "received while hidden")
                    counts[message.id, default: 0] += 1
                    #expect(message.receiveCount == counts[message.id])
                    #expect(message.receiveCount <= most)
                    hiddenUntil[message.id] = bench.clock.now() + lease
                    held.append(message)
                }
            case 7 where !held.isEmpty:
                let message = held.remove(at: Int.random(in: 0..<held.count, using: &random))
                let current = message.receiveCount == counts[message.id]
                // An old handle must not delete; neither may one of a message that has died since.
                if try await bench.delete(message) {
                    #expect(current)
                    deleted.insert(message.id)
                }
            case 8 where !held.isEmpty:
                let message = held[Int.random(in: 0..<held.count, using: &random)]
                if message.receiveCount == counts[message.id], bench.clock.now() < hiddenUntil[message.id]!,
                    !deleted.contains(message.id)
                {
                    try await bench.change(message, to: .zero)
                    hiddenUntil[message.id] = bench.clock.now()
                }
            default:
                bench.clock.advance(by: .seconds(Int.random(in: 1...15, using: &random)))
            }
            let here = try await bench.attributes().depth
            let dead = try await bench.attributes(bench.dead).depth
            #expect(here + dead + deleted.count == sent.count)
        }
        // In the end all are drained or dead; the dead have been received exactly as often as allowed.
        while try await bench.attributes().depth > 0 {
            for message in try await bench.receive(10) {
                try await bench.delete(message)
                deleted.insert(message.id)
            }
            bench.clock.advance(by: .seconds(20))
        }
        let dead = try await bench.journal.read { db in
            try db.rows("SELECT id, receive_count FROM messages WHERE queue = 'dead'").map {
                ($0[0] as String, $0[1] as Int)
            }
        }
        #expect(dead.allSatisfy { $0.1 == most })
        #expect(deleted.union(dead.map(\.0)) == sent)
    }
}
