import EventModel

/// A payload template (https://states-language.net/spec.html#payload-template): JSON in which a member whose name ends in `.$` takes
/// its value from a path or an intrinsic function.
indirect enum PayloadTemplate: Hashable, Sendable {
    case literal(JSON)
    case dynamic(DynamicValue)
    case array([PayloadTemplate])
    case object([Member])

    struct Member: Hashable, Sendable {
        let name: String
        let value: PayloadTemplate
    }

    /// - Throws: ``StateFailure``.
    func value(in scope: Scope, _ random: inout RandomStream) throws(StateFailure) -> JSON {
        switch self {
        case .literal(let value): return value
        case .dynamic(let dynamic): return try dynamic.value(in: scope, &random)
        case .array(let elements):
            var out: [JSON] = []
            for element in elements { out.append(try element.value(in: scope, &random)) }
            return .array(out)
        case .object(let members):
            var out: [JSON.Member] = []
            for member in members { out.append(JSON.Member(member.name, try member.value.value(in: scope, &random))) }
            return .object(JSON.Object(out))
        }
    }
}

/// A path or a call, and the field it stands in, for messages.
struct DynamicValue: Hashable, Sendable {
    enum Source: Hashable, Sendable {
        case path(Path)
        case call(Expression)
    }

    let source: Source
    let field: String

    /// - Throws: ``Path/Mistake``.
    init(_ text: String, field: String) throws(Path.Mistake) {
        self.field = field
        source = Expression.isCall(text) ? .call(try Expression(text)) : .path(try Path(text))
    }

    var text: String {
        switch source {
        case .path(let path): path.text
        case .call(let call): call.text
        }
    }

    func value(in scope: Scope, _ random: inout RandomStream) throws(StateFailure) -> JSON {
        switch source {
        case .path(let path): try path.value(in: scope, field: field)
        case .call(let call): try call.value(in: scope, field: field, &random)
        }
    }
}

extension Path {
    /// The value of a path in a template, or `States.Runtime` in the service's words.
    func value(in scope: Scope, field: String) throws(StateFailure) -> JSON {
        var search = PathSearch(scope)
        do throws(PathSearch.Failure) {
            return try search.value(self)
        } catch {
            switch error {
            case .missing:
                let source = root == .context ? "context object" : "input"
                let from = root == .context ? scope.context : scope.input
                throw .runtime(
                    "The JSONPath '\(text)' specified for the field '\(field)' could not be found in the \(source) '\(from)'"
                )
            default: throw error.asRuntime(self)
            }
        }
    }

    /// The value of a path field such as InputPath, or `States.Runtime` in the service's words.
    func fieldValue(in scope: Scope) throws(StateFailure) -> JSON {
        var search = PathSearch(scope)
        do throws(PathSearch.Failure) {
            return try search.value(self)
        } catch {
            throw error.asRuntime(self)
        }
    }
}

extension PathSearch.Failure {
    func asRuntime(_ path: Path) -> StateFailure {
        switch self {
        case .missing(let trail, let isLast):
            .runtime(
                "Invalid path '\(path.text)' : \(isLast ? "No results for path:" : "Missing property in path") \(trail)"
            )
        case .noVariable(let name): .runtime("Invalid path '\(path.text)' : there is no variable '\(name)'")
        case .tooMuch: .runtime("Invalid path '\(path.text)' : it looks at more values than can be held")
        }
    }
}
