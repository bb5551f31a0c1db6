import EventModel
import Testing

@testable import Pipeline

@Suite("The index of a bus's rules")
struct RuleIndexTests {
    /// What trying one pattern after the other finds.
    private func plain(_ patterns: [EventPattern], _ event: JSON) -> [Int] {
        patterns.indices.filter { patterns[$0].matches(event) }
    }

    @Test(arguments: 1...40)
    func findsWhatThePlainLoopFinds(seed: Int) throws {
        var random = RandomPatterns(seed: UInt64(seed))
        let patterns = try (0..<1 + random.below(60)).map { _ in try EventPattern(try random.pattern()) }
        let matcher = RuleMatcher(patterns)
        var found = 0
        for _ in 0..<60 {
            let event = try random.event()
            let expected = plain(patterns, event)
            #expect(matcher.matches(event) == expected, "seed \(seed) on \(event)")
            found += expected.count
        }
        #expect(patterns.count < 10 || found > 0)
    }

    @Test(.enabled(if: SharedVectors.root != nil, SharedVectors.missing))
    func findsWhatThePlainLoopFindsInTheFieldsOwnCases() throws {
        let cases = try PatternCases.all()
        for start in stride(from: 0, to: cases.count, by: 40) {
            let part = cases[start..<min(start + 40, cases.count)]
            let patterns = part.compactMap { try? EventPattern(text: Array($0.pattern.utf8)) }
            let matcher = RuleMatcher(patterns)
            for event in part.compactMap(\.event) {
                guard let event = try? JSON(leading: Array(event.utf8)) else { continue }
                #expect(matcher.matches(event) == plain(patterns, event), "\(part.first?.id ?? "") on \(event)")
            }
        }
    }

    @Test func aBusWithoutRulesAndAnEventThatIsNoObjectFindNothing() throws {
        #expect(RuleMatcher([]).matches(["a": 1]) == [])
        let matcher = RuleMatcher([try EventPattern(["a": [["exists": false]]])])
        #expect(matcher.matches([:]) == [0])
        #expect(matcher.matches(["a": 1]) == [])
    }

    @Test func whatIsAbsentFromOneElementIsFoundBesideAnotherThatHasIt() throws {
        let patterns = [try EventPattern(["e": ["f": ["Anna"], "x": [["exists": false]]]])]
        let matcher = RuleMatcher(patterns)
        #expect(matcher.matches(["e": [["x": 1], ["f": "Anna"]]]) == [0])
        #expect(matcher.matches(["e": [["x": 1, "f": "Anna"]]]) == plain(patterns, ["e": [["x": 1, "f": "Anna"]]]))
    }

    /// How many conditions an event is tried on must not grow with the rules: each kind of test has its own way to be found.
    @Test(arguments: [
        #"["v#"]"#, #"[#]"#, #"[{"prefix": "v#/"}]"#, #"[{"suffix": "/v#"}]"#, #"[{"equals-ignore-case": "V#"}]"#,
        #"[{"prefix": {"equals-ignore-case": "V#/"}}]"#, #"[{"suffix": {"equals-ignore-case": "/V#"}}]"#,
        #"[{"wildcard": "v#/*"}]"#, #"[{"wildcard": "*/v#"}]"#, #"[{"numeric": [">", #, "<=", #.5]}]"#,
    ])
    func aValueOpensOnlyTheGatesThatItMayPass(form: String) throws {
        let patterns = try (1_000..<3_000).map { i in
            let tests = form.replacingOccurrences("#", with: "\(i)")
            return try EventPattern(text: Array(#"{"source": ["shop"], "detail": {"key": \#(tests)}}"#.utf8))
        }
        let index = RuleIndex(patterns)
        for value: JSON in ["v1500", 1500.25, "v1500/x", "x/v1500", "nothing"] {
            let event: JSON = ["source": "shop", "detail": ["key": value]]
            var search = RuleSearch(index)
            let found = search.matches(event, index)
            #expect(found == plain(patterns, event))
            #expect(search.tries <= 2, "\(search.tries) tests were tried of \(form) on \(value)")
        }
    }

    @Test func whatAllExcludeIsTriedOnce() throws {
        let patterns = try (0..<500).map { i in
            try EventPattern(["region": [["anything-but": ["eu", .string("r\(i)")]]], "kind": [["anything-but": "k"]]])
        }
        let index = RuleIndex(patterns)
        var search = RuleSearch(index)
        #expect(search.matches(["region": "eu", "kind": "x"], index) == [])
        #expect(search.tries <= 501)
        #expect(search.matches(["region": "r7", "kind": "x"], index) == patterns.indices.filter { $0 != 7 })
        #expect(search.matches(["region": "us", "kind": "k"], index) == [])
    }
}

extension String {
    fileprivate func replacingOccurrences(_ mark: Character, with text: String) -> String {
        split(separator: mark, omittingEmptySubsequences: false).joined(separator: text)
    }
}
