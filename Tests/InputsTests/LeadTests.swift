import Dispatch
import Synchronization
import Testing

@testable import Inputs

@Suite struct LeadTests {
    @Test func readingUpToTheLimitDoesNotWait() {
        let lead = Lead(limit: 100)
        lead.read(60, waiting: { Issue.record("60 of 100 are not too many") }, until: { false })
        lead.read(40, waiting: { Issue.record("100 of 100 are not too many") }, until: { false })
        #expect(lead.read == 100)
    }

    /// A reader that is too far ahead goes on when what it read has been taken, and not before.
    @Test func aReaderThatIsTooFarAheadWaits() {
        let lead = Lead(limit: 100)
        var calls = 0
        lead.read(150) {
            calls += 1
            // Half is not enough.
            lead.take(upTo: calls == 1 ? 40 : 60)
        } until: {
            false
        }
        #expect(calls == 2 && lead.read == 150)
    }

    @Test func aReaderThatIsStoppedDoesNotWait() {
        let lead = Lead(limit: 1)
        var looks = 0
        lead.read(1000) {
            looks += 1
            return looks > 1
        }
        #expect(looks == 2)
    }
}
