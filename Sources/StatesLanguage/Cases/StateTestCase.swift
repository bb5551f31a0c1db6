import EventModel

/// A request to try one state, and the service's response.
struct StateTestCase: Sendable {
    let request: JSON
    let response: JSON
    let isLoose: Bool

    func run() -> StatesCase.Outcome {
        let text = request["definition"]?.string ?? ""
        guard let definition = try? JSON(parsing: text) else { return .skipped("its definition is not JSON") }
        if definition.usesJSONata { return StatesCase.noJSONata }
        let got: JSON
        do throws(StateTest.Refusal) {
            let test = try StateTest(request)
            guard let answer = test.run() else { return .skipped("there is no recorded result for a task") }
            got = answer
        } catch {
            guard let wanted = response["message"]?.string ?? response["exception_value"]?.string else {
                return .differs(expected: response.description, got: error.description)
            }
            // A definition is refused in our words, a request in the service's.
            let isSame =
                error.isDefinition
                ? wanted.contains("Invalid State Machine Definition") : wanted.hasSuffix(error.description)
            return isSame ? .passed : .differs(expected: wanted, got: error.description)
        }
        var wanted = response
        if case .object(var object) = wanted {
            // What a level of inspection does not show is not there to compare.
            if object["inspectionData"] == nil { object["inspectionData"] = got["inspectionData"] }
            wanted = .object(object)
        }
        let isSame = isLoose ? Likeness.isLike(wanted, got) : Likeness.isSame(wanted, got)
        return isSame ? .passed : .differs(expected: response.description, got: got.description)
    }
}
