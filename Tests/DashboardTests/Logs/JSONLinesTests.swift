import EventModel
import TerminalUI
import Testing

@testable import Dashboard

@Suite struct JSONLinesTests {
    private func lines(_ value: JSON, width: Int = 40, folded: Bool = true) -> [String] {
        JSONLines("payload", value, width: width, folded: folded).lines
    }

    @Test func whatFitsIsOnOneLine() {
        let order: JSON = ["id": "order-1", "items": [1, 2]]
        #expect(lines(order, width: 50) == [#"payload  { "id": "order-1", "items": [1, 2] }"#])
        #expect(lines(order) == ["payload  {", #"  "id": "order-1","#, #"  "items": [1, 2]"#, "}"])
        #expect(lines(["a": 1]) == [#"payload  { "a": 1 }"#])
        #expect(lines([:]) == ["payload  {}"])
        #expect(lines([]) == ["payload  []"])
    }

    @Test func longArraysAreCutAndSaySo() {
        let items = JSON.array((0..<100).map { .string("element number \($0)") })
        let folded = lines(["items": items])
        #expect(folded.count == 8)
        #expect(folded.contains { $0.contains("… 97 more of 100") })
        #expect(lines(["items": items], folded: false).count == 104)
    }

    @Test func numbersShareLines() {
        let numbers = JSON.array((0..<40).map { .int($0) })
        #expect(lines(numbers, width: 30, folded: false).dropFirst().first == "  0, 1, 2, 3, 4, 5, 6, 7, 8,")
        let folded = lines(numbers, width: 34)
        #expect(folded.count == 6)
        #expect(folded.contains { $0.contains("more of 40") })
        let whole = lines(numbers, width: 34, folded: false).joined(separator: " ")
        #expect((0..<40).allSatisfy { whole.contains(" \($0)") })
    }

    @Test func longTextsAreCutAndSaySo() {
        let text = JSON.string(String(repeating: "word ", count: 500))
        let folded = lines(["text": text])
        #expect(folded.contains { $0.contains("2.5 kB in all") })
        #expect(folded.count < 8)
        let whole = lines(["text": text], folded: false).joined().filter { $0 != " " }
        #expect(whole.contains(String(repeating: "word", count: 500)))
    }

    @Test func nothingIsWiderThanTheScreenOrEndless() {
        var deep: JSON = ["leaf": .string(String(repeating: "注", count: 200))]
        for _ in 0..<60 { deep = ["level": deep, "n": [1, 2, 3]] }
        for width in [16, 40, 120] {
            for line in lines(deep, width: width) { #expect(displayWidth(line) <= width + 20) }
        }
        #expect(lines(.array(Array(repeating: .string("0123456789"), count: 5_000)), folded: false).count <= 2_010)
    }
}

@Suite struct RawTextTests {
    @Test func bytesThatAreNoTextAreShownAsWhatTheyAre() {
        #expect(RawText.shown(Array("plain é".utf8)) == "plain é")
        #expect(RawText.shown([0x61, 0xFF, 0x62, 0xC3]) == "a\\xffb\\xc3")
        #expect(RawText.shown([0xE2, 0x82, 0x41]) == "\\xe2\\x82A")
        #expect(RawText.shown([]) == "")
    }
}
