import EventModel

extension DefinitionReader {
    /// Fields that states have by their type, beside `Type`, `Comment` and `QueryLanguage`
    /// (https://states-language.net/spec.html#statetypes).
    private static let fields: [String: Set<String>] = {
        let data: Set = ["InputPath", "OutputPath", "Assign"]
        let flow: Set = ["Next", "End"]
        let work: Set = ["Parameters", "ResultSelector", "ResultPath", "Retry", "Catch"]
        return [
            "Task": data.union(flow).union(work).union([
                "Resource", "Credentials", "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds",
                "HeartbeatSecondsPath",
            ]),
            "Pass": data.union(flow).union(["Parameters", "Result", "ResultPath"]),
            "Choice": data.union(["Choices", "Default"]),
            "Wait": data.union(flow).union(["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]),
            "Succeed": ["InputPath", "OutputPath"],
            "Fail": ["Error", "ErrorPath", "Cause", "CausePath"],
            "Parallel": data.union(flow).union(work).union(["Branches"]),
            "Map": data.union(flow).union(work).union([
                "ItemProcessor", "Iterator", "ItemsPath", "ItemSelector", "ItemReader", "ItemBatcher", "ResultWriter",
                "Label",
                "MaxConcurrency", "MaxConcurrencyPath", "ToleratedFailureCount", "ToleratedFailureCountPath",
                "ToleratedFailurePercentage", "ToleratedFailurePercentagePath",
            ]),
        ]
    }()

    /// Nil where not even its kind is known.
    mutating func state(_ value: JSON, _ name: String, at path: String) -> State? {
        let path = path == "/" ? "" : path
        guard let object = object(value, at: path) else { return nil }
        guard object["Type"] != nil else {
            note(path, "the field Type is required")
            return nil
        }
        guard let type = string("Type", object, at: path) else { return nil }
        guard let allowed = Self.fields[type] else {
            note("\(path)/Type", "it must be one of Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map")
            return nil
        }
        queryLanguage(object, at: path)
        if object["QueryLanguage"]?.string == "JSONata" { return nil }
        allow(allowed.union(["Type", "Comment", "QueryLanguage"]), object, at: path)
        _ = string("Comment", object, at: path)
        guard let kind = kind(type, object, at: path) else { return nil }
        var state = State(name: name, kind: kind)
        state.inputPath = dataPath("InputPath", object, at: path)
        state.outputPath = dataPath("OutputPath", object, at: path)
        state.parameters = type == "Map" ? nil : template("Parameters", object, at: path)
        state.resultSelector = template("ResultSelector", object, at: path)
        state.resultPath = resultTarget(object, at: path)
        state.assign = assignment(object, at: path)
        state.retriers = retriers(object, at: path)
        state.catchers = catchers(object, at: path)
        if allowed.contains("Next") { state.next = next(object, at: path) ?? .end }
        return state
    }

    private mutating func kind(_ type: String, _ object: JSON.Object, at path: String) -> State.Kind? {
        switch type {
        case "Task": return task(object, at: path).map(State.Kind.task)
        case "Pass": return .pass(result: object["Result"])
        case "Choice": return choice(object, at: path)
        case "Wait": return wait(object, at: path).map(State.Kind.wait)
        case "Succeed": return .succeed
        case "Fail":
            return .fail(
                FailFields(error: failText("Error", object, at: path), cause: failText("Cause", object, at: path))
            )
        case "Parallel": return parallel(object, at: path)
        default: return map(object, at: path).map(State.Kind.map)
        }
    }

    private mutating func next(_ object: JSON.Object, at path: String) -> State.Next? {
        if let end = object["End"], end.bool == nil { note("\(path)/End", "it must be true or false") }
        let isEnd = object["End"]?.bool == true
        guard object["Next"] != nil else {
            if isEnd { return .end }
            note(path, "one of the fields Next and End is required")
            hasUnclearTransition = true
            return nil
        }
        if isEnd {
            note(path, "only one of Next and End may be there")
            hasUnclearTransition = true
        }
        return string("Next", object, at: path).map(State.Next.state)
    }

    private mutating func task(_ object: JSON.Object, at path: String) -> TaskFields? {
        guard object["Resource"] != nil else {
            note(path, "the field Resource is required")
            return nil
        }
        // Who may run the task is not for this engine to say: any payload template is taken.
        if let credentials = object["Credentials"] {
            _ = self.object(credentials, at: path + "/Credentials")
            _ = template("Credentials", object, at: path)
        }
        let timeout = given("TimeoutSeconds", object, at: path, 1...Retrier.longest)
        let heartbeat = given("HeartbeatSeconds", object, at: path, 1...Retrier.longest)
        guard let uri = string("Resource", object, at: path) else { return nil }
        let resource = TaskResource(uri)
        if let refusal = resource.refusal { note(path + "/Resource", refusal) }
        return TaskFields(resource: resource, timeout: timeout, heartbeat: heartbeat)
    }

    private mutating func wait(_ object: JSON.Object, at path: String) -> WaitFields? {
        let names = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]
        onlyOne(of: names, object, at: path)
        guard names.contains(where: { object[$0] != nil }) else {
            note(path, "one of the fields \(names.joined(separator: ", ")) is required")
            return nil
        }
        if let seconds = integer("Seconds", object, at: path, 0...Retrier.longest) {
            return WaitFields(until: .seconds(.value(seconds)))
        }
        if let found = self.path("SecondsPath", object, at: path, isReference: true) {
            return WaitFields(until: .seconds(.path(found)))
        }
        if let found = self.path("TimestampPath", object, at: path, isReference: true) {
            return WaitFields(until: .timestamp(.path(found)))
        }
        guard let text = string("Timestamp", object, at: path) else { return nil }
        guard let instant = Timestamp(strict: text) else {
            note("\(path)/Timestamp", "'\(text)' is not a timestamp by RFC 3339, as 2026-01-31T12:00:00Z")
            return nil
        }
        return WaitFields(until: .timestamp(.value(instant)))
    }
}
