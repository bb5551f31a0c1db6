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

@Suite struct LongMatchListTests {
    /// Five of ten million records: positions and ranks are found, and the list stays small.
    @Test func millions() {
        var list = MatchList(query: "x")
        list.hold(0..<10_000_000)
        var end = 10_000_000
        while end > 0 {
            let start = max(0, end - 1_000_000)
            list.append(start..<end, Array(stride(from: start + start % 2, to: end, by: 2)))
            end = start
        }
        #expect(list.count == 5_000_000)
        #expect(list.isComplete)
        for position in stride(from: 0, to: 5_000_000, by: 33_331) {
            #expect(list[position] == position * 2)
            #expect(list.rank(of: position * 2) == position)
            #expect(list.rank(of: position * 2 + 1) == position + 1)
        }
        list.hold(4_999_999..<10_000_000)
        #expect(list.count == 2_500_000)
        #expect(list[0] == 5_000_000)
    }

    @Test func itIsSearchingUntilBothEndsAreReached() {
        var list = MatchList(query: "x")
        list.hold(0..<100)
        #expect(list.isSearching)
        list.append(40..<60, [50])
        #expect(list.isSearching)
        list.append(60..<100, [])
        #expect(list.isSearching)
        list.append(0..<40, [])
        #expect(!list.isSearching)
        // What comes later is not waited for.
        list.hold(0..<200)
        #expect(!list.isSearching)
    }
}
