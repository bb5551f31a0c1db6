import EventModel
import StatesLanguage
import Testing

@Suite struct ChoiceTests {
    private static let input: JSON = [
        "n": 5, "m": 5.0, "s": "log-2026.txt", "star": "a*b", "b": false, "t": "2026-01-01T01:00:00+01:00",
        "u": "2026-01-01T00:00:00Z",
        "z": nil,
    ]

    @Test(arguments: [
        (#"{"Variable":"$.n","NumericEqualsPath":"$.m"}"#, true), (#"{"Variable":"$.n","NumericLessThan":5}"#, false),
        (#"{"Variable":"$.s","StringMatches":"log-*.txt"}"#, true),
        (#"{"Variable":"$.s","StringMatches":"log-????.txt"}"#, false),
        (#"{"Variable":"$.star","StringMatches":"a\\*b"}"#, true),
        (#"{"Variable":"$.s","StringMatches":"*2026*.*txt"}"#, true),
        (#"{"Variable":"$.s","StringMatches":"log-2026.txt*log-2026.txt"}"#, false),
        (#"{"Variable":"$.s","StringMatches":"*"}"#, true),
        (#"{"Variable":"$.s","StringMatches":"*log*20*6.*t"}"#, true),
        (#"{"Variable":"$.s","StringMatches":"*26*20*"}"#, false),
        (#"{"Variable":"$.s","StringMatches":"a\\*b"}"#, false),
        (#"{"Variable":"$.t","TimestampEqualsPath":"$.u"}"#, true), (#"{"Variable":"$.t","IsTimestamp":true}"#, true),
        (#"{"Variable":"$.s","IsTimestamp":false}"#, true), (#"{"Variable":"$.none","IsPresent":false}"#, true),
        (#"{"Variable":"$.z","IsPresent":true}"#, true), (#"{"Variable":"$.z","IsNull":true}"#, true),
        (#"{"Not":{"Variable":"$.b","BooleanEquals":true}}"#, true), (#"{"Variable":"$.n","StringEquals":"5"}"#, false),
        (#"{"And":[{"Variable":"$.none","IsPresent":true},{"Variable":"$.none","NumericEquals":1}]}"#, false),
        (#"{"Or":[{"Variable":"$.b","BooleanEquals":true},{"Variable":"$.n","NumericGreaterThanEquals":5}]}"#, true),
    ])
    func aRuleHoldsOrNot(rule: String, expected: Bool) throws {
        let run = try Run(Self.machine(rule), Self.input)
        #expect(run.states == ["C", expected ? "Yes" : "No"], "\(run.cause ?? "")")
    }

    @Test func aMissingVariableFailsTheExecution() throws {
        let run = try Run(Self.machine(#"{"Variable":"$.none","NumericEquals":1}"#), Self.input)
        #expect(run.error == "States.Runtime")
        #expect(run.cause?.contains("'C' (entered at the event id #2)") == true)
    }

    @Test func noRuleAndNoDefaultHasAnErrorOfItsOwn() throws {
        var definition = try Self.machine(#"{"Variable":"$.n","NumericEquals":1}"#)
        definition = try JSON(
            parsing: definition.description.replacing(#","Default":"No""#, with: "").replacing(
                #","No":{"Type":"Succeed"}"#,
                with: ""
            )
        )
        #expect(try Run(definition, Self.input).error == "States.NoChoiceMatched")
    }

    @Test func starsDoNotMakeAMatchSlow() throws {
        let pattern = String(repeating: "a*", count: 200) + "b"
        let text = String(repeating: "a", count: 20_000)
        let run = try Run(Self.machine(#"{"Variable":"$","StringMatches":"\#(pattern)"}"#), .string(text))
        #expect(run.states.last == "No")
        let long = "*" + String(repeating: "a", count: 100_000) + "b*"
        let other = try Run(
            Self.machine(#"{"Variable":"$","StringMatches":"\#(long)"}"#),
            .string(String(repeating: "a", count: 250_000))
        )
        #expect(other.states.last == "No")
    }

    private static func machine(_ rule: String) throws -> JSON {
        guard case .object(var object) = try JSON(parsing: rule) else { return nil }
        object["Next"] = "Yes"
        return [
            "StartAt": "C",
            "States": [
                "C": ["Type": "Choice", "Choices": [.object(object)], "Default": "No"], "Yes": ["Type": "Succeed"],
                "No": ["Type": "Succeed"],
            ],
        ]
    }
}
