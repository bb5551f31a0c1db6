import Dashboard
import TerminalUI
import Testing

@Suite struct StateListTests {
    private func texts(_ list: StateList, height: Int, width: Int = 40, _ theme: Theme = Theme()) -> [String] {
        list.lines(height: height, width: width, theme).map { line in
            var text = line.map(\.text).joined()
            while text.last == " " { text.removeLast() }
            return text
        }
    }

    private let list = StateList([
        .init("Pay", .done, note: "26ms"), .init("Both", .current), .init("Reserve", .caught, note: "Short", depth: 1),
        .init("Ship", .current, note: "1s", depth: 1), .init("Complete", .ahead), .init("Fail", .failed),
    ])

    @Test func allOfThem() {
        #expect(
            texts(list, height: 9) == [
                "✓  Pay        26ms", "▶  Both", "✗    Reserve  Short", "▶    Ship     1s", "○  Complete", "✗  Fail",
            ]
        )
        #expect(texts(list, height: 9, Theme(isASCII: true)).allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
    }

    @Test func theCurrentOneStays() {
        #expect(texts(list, height: 4).contains { $0.contains("Ship") } && texts(list, height: 4).count == 4)
        #expect(texts(list, height: 4).last == "  2 before, 1 after")
        #expect(texts(list, height: 1).count == 1 && texts(list, height: 0).isEmpty)
        let many = StateList((0..<1000).map { .init("S\($0)", $0 == 999 ? .current : .done) })
        #expect(texts(many, height: 3) == ["✓  S998", "▶  S999", "  998 before"])
    }

    @Test func longNamesLeaveRoomForTheNote() {
        let long = StateList([.init(String(repeating: "x", count: 200), .done, note: "1s")])
        let line = texts(long, height: 1, width: 30)[0]
        #expect(displayWidth(line) <= 30 && line.hasSuffix("1s"))
    }
}
