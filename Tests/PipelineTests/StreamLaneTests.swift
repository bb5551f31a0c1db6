import EventModel
import Testing

@testable import Pipeline

@Suite struct StreamLaneTests {
    private func mapping(_ adjust: (inout StreamMapping) -> Void = { _ in }) -> StreamMapping {
        var mapping = StreamMapping(.stream("s"), function: "f")
        adjust(&mapping)
        return mapping
    }

    /// Runs a lane over the places 1 to `count` until it is through or `limit` attempts are made. `fails` answers the first of the
    /// records that fails. Answers the attempts and what was given up.
    private func run(
        _ count: Int64,
        _ mapping: StreamMapping,
        limit: Int = 200,
        fails: ([Int64]) -> Int?
    ) -> (attempts: [[Int64]], discarded: [Int64], lane: StreamLane) {
        var lane = StreamLane(checkpoint: 0)
        var attempts: [[Int64]] = []
        var discarded: [Int64] = []
        while attempts.count < limit {
            // What is kept between attempts is all that there is.
            lane = StreamLane(checkpoint: lane.checkpoint, column: lane.column)
            let end = min(count, lane.spans.last?.end ?? .max)
            guard lane.checkpoint < end else { break }
            let seqs = Array(Array(lane.checkpoint + 1...end).prefix(mapping.batchSize))
            attempts.append(seqs)
            lane.begin(seqs)
            if case .discard(let from) = lane.finish(seqs, failed: fails(seqs), mapping) { discarded += seqs[from...] }
        }
        return (attempts, discarded, lane)
    }

    @Test func aPoisonRecordBlocksWithTheDefaults() {
        let (attempts, discarded, lane) = run(10, mapping { $0.batchSize = 4 }, limit: 50) { $0.contains(3) ? 0 : nil }
        #expect(attempts.count == 50 && attempts.allSatisfy { $0 == [1, 2, 3, 4] })
        #expect(discarded.isEmpty && lane.checkpoint == 0 && lane.failures == 50)
    }

    @Test func attemptsEndAndTheWholeBatchGoes() {
        let m = mapping {
            $0.batchSize = 4
            $0.maximumRetryAttempts = 2
        }
        let (attempts, discarded, lane) = run(6, m) { $0.contains(3) ? 0 : nil }
        #expect(attempts == [[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4], [5, 6]])
        #expect(discarded == [1, 2, 3, 4] && lane.checkpoint == 6 && lane.spans.isEmpty)
    }

    @Test func bisectingFindsThePoisonAndSpendsNoAttempt() {
        let m = mapping {
            $0.maximumRetryAttempts = 2
            $0.bisectsOnError = true
        }
        let (attempts, discarded, lane) = run(8, m) { $0.contains(3) ? 0 : nil }
        #expect(
            attempts == [
                [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [3], [4], [5, 6, 7, 8],
            ]
        )
        #expect(discarded == [3] && lane.checkpoint == 8 && lane.spans.isEmpty)
    }

    @Test func aPartialAnswerIsTheCheckpoint() {
        let m = mapping {
            $0.maximumRetryAttempts = 1
            $0.reportsBatchItemFailures = true
        }
        let (attempts, discarded, _) = run(5, m) { $0.firstIndex(of: 3) }
        #expect(attempts == [[1, 2, 3, 4, 5], [3, 4, 5]])
        #expect(discarded == [3, 4, 5])
        var both = m
        both.bisectsOnError = true
        let split = run(5, both) { $0.firstIndex(of: 3) }
        #expect(split.attempts == [[1, 2, 3, 4, 5], [3, 4, 5], [3], [3], [4, 5]])
        #expect(split.discarded == [3])
    }

    @Test func nothingIsSkippedWhateverFails() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let m = mapping {
                $0.batchSize = Int.random(in: 1...9, using: &random)
                $0.bisectsOnError = Bool.random(using: &random)
                $0.maximumRetryAttempts = Int.random(in: 0...3, using: &random)
            }
            var handled: [Int64] = []
            let count = Int64.random(in: 1...30, using: &random)
            let (_, discarded, lane) = run(count, m, limit: 10_000) { seqs in
                let failed =
                    Int.random(in: 0..<4, using: &random) == 0 ? Int.random(in: 0..<seqs.count, using: &random) : nil
                handled += seqs[..<(failed ?? seqs.count)]
                return failed
            }
            #expect(lane.checkpoint == count && lane.spans.isEmpty)
            #expect(Set(handled).union(discarded) == Set(1...count))
            #expect(Set(handled).isDisjoint(with: discarded))
        }
    }

    @Test func waitsDoubleUpToTheCeiling() {
        #expect((1...8).map { StreamLane.wait(after: $0, mapping()).inSeconds } == [1, 2, 4, 8, 16, 32, 60, 60])
    }
}
