import EventModel
import Testing

@testable import Pipeline

@Suite("Throttling of requests")
struct ThrottleTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    @Test func aBucketGivesItsBurstAndThenItsRate() {
        var bucket = TokenBucket(ThrottleRate(rate: 10, burst: 3), at: start)
        for _ in 0..<3 {
            #expect(bucket.wait(at: start) == .zero)
            bucket.take()
        }
        #expect(bucket.wait(at: start) == .milliseconds(100))
        #expect(bucket.wait(at: start + .milliseconds(40)) == .milliseconds(60))
        #expect(bucket.wait(at: start + .milliseconds(100)) == .zero)
        bucket.take()
        #expect(bucket.wait(at: start + .milliseconds(100)) == .milliseconds(100))
        #expect(bucket.wait(at: start + .seconds(3_600)) == .zero)
        for _ in 0..<3 { bucket.take() }
        #expect(bucket.wait(at: start + .seconds(3_600)) > .zero, "no more than the burst is saved up")
    }

    @Test func aClockThatIsSetBackGivesNothing() {
        var bucket = TokenBucket(ThrottleRate(rate: 1, burst: 1), at: start)
        bucket.take()
        #expect(bucket.wait(at: start - .seconds(50)) == .seconds(1))
        #expect(bucket.wait(at: start - .seconds(49)) == .zero)
    }

    @Test func aRateOfNothingLetsNobodyThrough() {
        var none = TokenBucket(ThrottleRate(rate: 0, burst: 1), at: start)
        #expect(none.wait(at: start) == .zero)
        none.take()
        #expect(none.wait(at: start + .seconds(1_000_000)) == .seconds(86_400))
        var never = TokenBucket(ThrottleRate(rate: 5, burst: 0), at: start)
        #expect(never.wait(at: start + .seconds(5)) == .seconds(86_400))
    }

    @Test func overAnyTimeNoMoreThanBurstAndRateAreLetThrough() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<50 {
            let rate = ThrottleRate(
                rate: Double.random(in: 0.5...50, using: &random),
                burst: Int.random(in: 1...20, using: &random)
            )
            var bucket = TokenBucket(rate, at: start)
            var now = start
            var taken = 0
            for _ in 0..<500 {
                now = now + .microseconds(Int.random(in: 0...90_000, using: &random))
                if bucket.wait(at: now) == .zero {
                    bucket.take()
                    taken += 1
                }
            }
            let most = Double(rate.burst) + rate.rate * (now - start).inSeconds
            #expect(Double(taken) <= most + 1e-6)
            #expect(Double(taken) >= min(500, most) * 0.3, "it is no wall either")
        }
    }

    @Test func aKeyHasABucketOfItsOwnAndTakesBothOrNeither() throws {
        var route = RouteDefinition(method: "GET", path: try PathTemplate("/"), function: "f")
        route.throttle = ThrottleRate(rate: 1, burst: 3)
        route.keyThrottle = ThrottleRate(rate: 1, burst: 2)
        var throttle = RequestThrottle()
        #expect(throttle.take(0, route, key: "a", at: start) == nil)
        #expect(throttle.take(0, route, key: "a", at: start) == nil)
        #expect(throttle.take(0, route, key: "a", at: start) == .seconds(1), "the key has none left")
        #expect(throttle.take(0, route, key: "b", at: start) == nil, "and took none of the route's")
        #expect(throttle.take(0, route, key: "b", at: start) == .seconds(1), "the route has none left")
        #expect(throttle.take(1, route, key: "a", at: start) == nil, "another route is another place")
    }
}
