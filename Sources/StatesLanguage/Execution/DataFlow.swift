import EventModel

/// What a state does to data, in the language's order: InputPath, Parameters, the work, ResultSelector, ResultPath, OutputPath
/// (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html). Remembers each stage.
struct DataFlow {
    let state: State
    /// The state's input as it came.
    let raw: JSON
    let context: JSON
    let variables: [String: JSON]
    /// By the names of the service's `inspectionData`.
    private(set) var stages: [(name: String, value: JSON)] = []

    init(_ state: State, raw: JSON, context: JSON, variables: [String: JSON]) {
        self.state = state
        self.raw = raw
        self.context = context
        self.variables = variables
    }

    mutating func stage(_ name: String, _ value: JSON) { stages.append((name, value)) }

    func scope(_ data: JSON, context other: JSON? = nil) -> Scope {
        Scope(input: data, context: other ?? context, variables: variables)
    }

    /// What InputPath selects.
    mutating func selected() throws(StateFailure) -> JSON {
        let value: JSON
        switch state.inputPath {
        case .whole: value = raw
        case .nothing: value = .object(JSON.Object())
        case .path(let path): value = try path.fieldValue(in: scope(raw))
        }
        stage("afterInputPath", value)
        return value
    }

    /// What Parameters make of what was selected.
    mutating func parameters(of selected: JSON, _ random: inout RandomStream) throws(StateFailure) -> JSON {
        let value = try state.parameters?.value(in: scope(selected), &random) ?? selected
        stage("afterParameters", value)
        try DataLimit.check(value, "The state/task '\(state.name)' made a parameter")
        return value
    }

    /// The state's output, from its result; and the variables that it sets.
    mutating func output(of result: JSON, _ random: inout RandomStream) throws(StateFailure) -> (JSON, [String: JSON]) {
        try DataLimit.check(result, "The state/task '\(name)' returned a result")
        let selected = try state.resultSelector?.value(in: scope(result), &random) ?? result
        stage("afterResultSelector", selected)
        let merged = try Self.merge(selected, state.resultPath, into: raw)
        stage("afterResultPath", merged)
        let assigned = try assigned(state.assign, from: selected, &random)
        return (try output(merged), assigned)
    }

    /// The output of a state that has no result: what its input path selects goes through the output path.
    mutating func passed(_ selected: JSON, _ assign: PayloadTemplate?, _ random: inout RandomStream)
        throws(StateFailure)
        -> (JSON, [String: JSON])
    {
        (try output(selected), try assigned(assign, from: selected, &random))
    }

    private func output(_ merged: JSON) throws(StateFailure) -> JSON {
        let value: JSON
        switch state.outputPath {
        case .whole: value = merged
        case .nothing: value = .object(JSON.Object())
        case .path(let path): value = try path.fieldValue(in: scope(merged))
        }
        try DataLimit.check(value, "The state/task '\(name)' returned a result")
        return value
    }

    func assigned(_ template: PayloadTemplate?, from data: JSON, _ random: inout RandomStream) throws(StateFailure)
        -> [String: JSON]
    {
        guard let template, let object = try template.value(in: scope(data), &random).object else { return [:] }
        for member in object.members { try DataLimit.check(member.value, "The variable '\(member.name)' is a value") }
        return Dictionary(object.members.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
    }

    static func merge(_ result: JSON, _ target: State.ResultTarget, into raw: JSON) throws(StateFailure) -> JSON {
        switch target {
        case .replace: result
        case .discard: raw
        case .path(let path): try path.set(result, in: raw)
        }
    }

    /// As the service calls a state in a message about its result.
    private var name: String {
        guard case .task(let fields) = state.kind else { return state.name }
        if case .integration(let service, _) = fields.resource.kind { return service }
        return fields.resource.uri
    }
}
