import Dashboard
import Testing

@Suite struct ListPlaceTests {
    func view(_ place: ListPlace, _ rows: [String], height: Int = 5) -> ListPlace.View {
        place.view(count: rows.count, height: height) { rows.firstIndex(of: $0) }
    }

    func letters(_ text: String) -> [String] { text.map(String.init) }

    @Test func itScrollsNoFurtherThanNeeded() {
        let rows = letters("abcdefghij")
        var place = ListPlace()
        place.select(4, id: { rows[$0] }, in: view(place, rows))
        #expect(view(place, rows).shown == 0..<5)
        place.select(5, id: { rows[$0] }, in: view(place, rows))
        #expect(view(place, rows).shown == 1..<6)
        place.select(3, id: { rows[$0] }, in: view(place, rows))
        #expect(view(place, rows).shown == 1..<6)
        place.select(99, id: { rows[$0] }, in: view(place, rows))
        #expect(view(place, rows).selected == 9)
        #expect(view(place, rows).shown == 5..<10)
        place.select(-99, id: { rows[$0] }, in: view(place, rows))
        #expect(view(place, rows).shown == 0..<5)
    }

    @Test func rowsThatComeAboveMoveNothing() {
        let rows = letters("efghij")
        var place = ListPlace()
        place.select(2, id: { rows[$0] }, in: view(place, rows))
        let more = letters("abcdefghij")
        let after = view(place, more)
        #expect(after.selected == 6 && after.selected - after.offset == 2)
    }

    @Test func aRowThatLeavesIsFollowedByItsNeighbour() {
        var rows = letters("abcdefghij")
        var place = ListPlace()
        place.select(4, id: { rows[$0] }, in: view(place, rows))
        rows.remove(at: 4)
        place.settle(in: view(place, rows)) { rows[$0] }
        #expect(place.anchor == "f")
        rows = []
        #expect(view(place, rows).shown.isEmpty)
        place.select(0, id: { _ in "" }, in: view(place, rows))
        #expect(place.anchor == nil)
    }

    @Test func withoutASelectionItStaysAtTheTop() {
        let place = ListPlace()
        #expect(view(place, letters("abc")).selected == 0)
        #expect(view(place, letters("ABCDEFGHIJabcdefghij")).selected == 0)
        #expect(view(place, [], height: 0).shown.isEmpty)
    }
}
