package import EventModel

/// One case: a definition or a part of one, and what the service says of it.
package struct StatesCase: Sendable {
    /// What became of a case.
    package enum Outcome: Sendable, Equatable {
        case passed
        /// What was expected, and what came instead.
        case differs(expected: String, got: String)
        /// It was not tried, and why not.
        case skipped(String)
    }

    /// Why an object is no case.
    package struct ShapeError: Error, CustomStringConvertible {
        package var description: String
    }

    private enum Kind: Sendable {
        case execution(ExecutionCase)
        case choice(ChoiceCase)
        case definition(text: String, isValid: Bool?)
        case stateTest(StateTestCase)
    }

    package let id: String
    package let name: String
    private let kind: Kind

    /// Reads one of four shapes: `{definition, input, expected}`, `{rule, input, matches}`, `{text, valid}`, `{request, response}`.
    /// - Throws: ``ShapeError``.
    package init(_ value: JSON) throws(ShapeError) {
        guard value.object != nil else { throw ShapeError(description: "a case must be an object") }
        id = value["id"]?.string ?? "?"
        name =
            value["name"]?.string ?? value["operator"]?.string ?? value["source"]?.string ?? value["sources"]?.array?
            .first?.string ?? ""
        if let definition = value["definition"], let expected = value["expected"], expected.object != nil {
            kind = .execution(ExecutionCase(definition, expected, value))
        } else if let rule = value["rule"]?.object, let matches = value["matches"]?.bool {
            kind = .choice(ChoiceCase(rule: rule, input: value["input"] ?? .null, matches: matches))
        } else if let text = value["text"]?.string, let valid = value["valid"], valid.bool != nil || valid == .null {
            kind = .definition(text: text, isValid: valid.bool)
        } else if let request = value["request"], let response = value["response"], request["definition"]?.string != nil
        {
            kind = .stateTest(StateTestCase(request: request, response: response, isLoose: value["loose"] != nil))
        } else {
            throw ShapeError(
                description:
                    "a case needs definition, input and expected; or rule, input and matches; or text and valid; "
                    + "or request and response"
            )
        }
    }

    static let noJSONata = Outcome.skipped("it is written in JSONata, which is not supported")

    package func run() -> Outcome {
        switch kind {
        case .execution(let test): test.run()
        case .choice(let test): test.run()
        case .stateTest(let test): test.run()
        case .definition(let text, let isValid): Self.run(text, isValid)
        }
    }

    private static func run(_ text: String, _ isValid: Bool?) -> Outcome {
        guard let isValid else { return .skipped("nobody says whether it is valid") }
        if let json = try? JSON(parsing: text), json.usesJSONata { return noJSONata }
        let expected = isValid ? "valid" : "invalid"
        do throws(StateMachine.Invalid) {
            _ = try StateMachine(parsing: Array(text.utf8))
            return isValid ? .passed : .differs(expected: expected, got: "valid")
        } catch {
            return isValid ? .differs(expected: expected, got: "\(error.mistakes[0])") : .passed
        }
    }
}

extension JSON {
    /// Whether a machine or a state of it is in the other query language.
    var usesJSONata: Bool {
        switch self {
        case .array(let elements): elements.contains(where: \.usesJSONata)
        case .object(let object):
            object["QueryLanguage"] == "JSONata" || object.members.contains(where: \.value.usesJSONata)
        default: false
        }
    }
}
