import EventModel
import Testing

@testable import Dashboard

@Suite struct CauseTitlesTests {
    private static let causes = [
        "ContractViolation: # breaks contract sales at line #, column quantity: # is no integer",
        "ContractViolation: # breaks contract sales at line #, column unit_price: # is no decimal",
        "ContractViolation: # breaks contract sales at line #: has # fields where the header has #",
        "Timeout: the gateway gave no answer to any of the requests that were made",
        "short", "",
    ]

    private func titles(_ causes: [String], width: Int) -> [String] {
        let at = Timestamp(seconds: 0)
        let groups = causes.enumerated().map {
            DeadLetterGroup(fingerprint: "\($0.offset)", error: $0.element, count: 1, first: at, last: at, trend: [])
        }
        let titles = CauseTitles(groups)
        return groups.map { titles.title($0, width: width, Theme(isASCII: false, hasColors: true)) }
    }

    @Test func whatBeginsAlikeIsToldApartByWhatFollows() {
        #expect(
            titles(Self.causes, width: 40) == [
                "ContractViolation: …quantity: # is no integer", "ContractViolation: …unit_price: # is no decimal",
                "ContractViolation: …#: has # fields where the header has #", Self.causes[3], "short", "",
            ]
        )
    }

    @Test func whatHasRoomIsWhole() { #expect(titles(Self.causes, width: 100) == Self.causes) }

    @Test func oneCauseTwiceAndNoTypeStayAsTheyAre() {
        let same = String(repeating: "word ", count: 20)
        #expect(titles([same, same], width: 10) == [same, same])
        #expect(titles([same + "a", same + "b"], width: 10) == ["…a", "…b"])
        let endless = String(repeating: "x", count: 200)
        #expect(titles([endless + "1", endless + "2"], width: 10) == [endless + "1", endless + "2"])
    }
}
