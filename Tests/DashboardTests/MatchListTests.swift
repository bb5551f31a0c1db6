import Dashboard
import Testing

@Suite struct MatchListTests {
    @Test func everyIDOfARange() {
        let list = MatchList(all: 10..<20)
        #expect(list.count == 10)
        #expect(list[3] == 13)
        #expect(list.rank(of: 15) == 5)
        #expect(list.rank(of: 3) == 0)
        #expect(list.rank(of: 99) == 10)
        #expect(list.isComplete)
    }

    @Test func growsAtBothEnds() {
        var list = MatchList(query: "x")
        list.hold(0..<100)
        list.append(60..<100, [61, 70, 99])
        list.append(20..<60, [20, 59])
        list.append(0..<20, [])
        #expect((0..<list.count).map { list[$0] } == [20, 59, 61, 70, 99])
        #expect(list.isComplete)
        list.hold(0..<120)
        #expect(!list.isComplete)
        list.append(100..<120, [110])
        #expect(list.isComplete)
        #expect(list.rank(of: 70) == 3)
        #expect(list.rank(of: 71) == 4)
        #expect(list.contains(110))
        #expect(!list.contains(111))
    }

    @Test func aStretchThatDoesNotTouchIsRefused() {
        var list = MatchList(query: "x")
        list.hold(0..<100)
        list.append(80..<100, [90])
        list.append(0..<40, [1])
        #expect(list.count == 1)
        #expect(list.searched == 80..<100)
    }

    @Test func forgetsWhatTheLogHasDropped() {
        var list = MatchList(query: "x")
        list.hold(0..<100)
        list.append(50..<100, [50, 60, 99])
        list.append(0..<50, [0, 49])
        list.hold(55..<100)
        #expect((0..<list.count).map { list[$0] } == [60, 99])
        #expect(list.isComplete)
        list.hold(200..<300)
        #expect(list.count == 0)
        #expect(list.searched.isEmpty)
    }

    /// Against a plain array, over many small growths.
    @Test func agreesWithAnArray() {
        var list = MatchList(query: "x")
        var plain: [Int] = []
        var end = 0
        for step in 1...400 {
            let next = end + step % 97 + 1
            let ids = (end..<next).filter { $0 % 3 == 0 || $0 % 7 == 1 }
            list.hold(max(0, next - 9000)..<next)
            list.append(end..<next, ids)
            plain.append(contentsOf: ids)
            plain.removeAll { $0 < next - 9000 }
            end = next
        }
        #expect((0..<list.count).map { list[$0] } == plain)
        for id in stride(from: end - 9500, to: end + 10, by: 13) {
            #expect(list.rank(of: id) == plain.count { $0 < id })
        }
    }
}
