import EventModel

/// One comparison of a variable: `{"Variable": "$.total", "NumericGreaterThan": 100}`.
struct Comparison: Hashable, Sendable {
    enum Operand: Hashable, Sendable {
        case literal(JSON)
        case path(Path)
    }

    let variable: Path
    let op: ComparisonOperator
    let operand: Operand

    func holds(in scope: Scope) throws(StateFailure) -> Bool {
        var search = PathSearch(scope)
        let value: JSON?
        do throws(PathSearch.Failure) {
            value = try search.value(variable)
        } catch {
            guard op == .isType(.present), error != .tooMuch else { throw Self.invalid(variable, error) }
            value = nil
        }
        let wanted: JSON
        switch operand {
        case .literal(let literal): wanted = literal
        case .path(let path):
            do throws(PathSearch.Failure) {
                wanted = try search.value(path)
            } catch {
                throw Self.invalid(path, error)
            }
        }
        if case .isType(let type) = op { return type.holds(for: value, of: variable) == wanted.bool }
        return value.map { op.holds($0, wanted) } ?? false
    }

    private static func invalid(_ path: Path, _ failure: PathSearch.Failure) -> StateFailure {
        switch failure {
        case .missing:
            .runtime("Invalid path '\(path.text)': The choice state's condition path references an invalid value.")
        default: failure.asRuntime(path)
        }
    }
}
