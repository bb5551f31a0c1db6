import EventModel
import Pipeline
import Programs

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A function: a handler in Swift by its name, or any program; in the words of the service
/// (https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html).
enum FunctionPart: FlowPart {
    static let section = "functions"

    private static let known = [
        "FunctionName", "Service", "Handler", "exec", "env", "cwd", "Timeout", "MemorySize",
        "ReservedConcurrentExecutions",
        "MaximumRetryAttempts", "MaximumEventAgeInSeconds", "RetryWaits", "DestinationConfig", "DeadLetterQueue",
        "DeadLetterConfig", "Policies", "Tags",
    ]

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard let object = reader.members(of: value, known) else { return }
        let name = reader.define(.function, object, "FunctionName")
        let service = reader.text(object, "Service")
        let work = work(object, &reader)
        var function = FunctionDefinition(name: name ?? "", service: service ?? name ?? "") { _, _ in .null }
        if let time = reader.duration(object, "Timeout", .milliseconds(1)...(.seconds(900))) { function.timeout = time }
        if let size = reader.whole(object, "MemorySize", 1...10_240) { function.memoryMB = size }
        if let count = reader.whole(object, "ReservedConcurrentExecutions", 0...10_000) { function.concurrency = count }
        if let count = reader.whole(object, "MaximumRetryAttempts", 0...2) { function.maximumRetryAttempts = count }
        if let age = reader.duration(object, "MaximumEventAgeInSeconds", .zero...(.seconds(21_600))) {
            function.maximumEventAge = age
        }
        if let waits = object["RetryWaits"] {
            function.retryWaits = reader.elements(of: waits).compactMap {
                reader.duration($0, .zero...(.seconds(21_600)))
            }
        }
        if let value = object["DestinationConfig"],
            let config = reader.members(of: value, ["OnSuccess", "OnFailure"])
        {
            function.onSuccess = destination(config["OnSuccess"], &reader)
            function.onFailure = destination(config["OnFailure"], &reader)
        }
        function.deadLetterQueue = reader.deadLetterQueue(object)
        if let value = object["Policies"] { function.policy = PolicyWord.read(value, &reader) }
        if let value = object["Tags"] { function.tags = tags(value, &reader) }
        guard let name, let work else { return }
        switch work {
        case .handler(let entry):
            function.handler = entry.handler
            function.initialise = entry.initialise
            if service == nil { function.service = entry.service }
        case .program(let program):
            file.programs[name] = program
            function.handler =
                ProgramFunction(program, memoryMB: function.memoryMB, timeout: function.timeout).handle
        }
        file.definition.functions.append(function)
    }

    private enum Work {
        case handler(FlowSurroundings.Handler)
        case program(ProgramDefinition)
    }

    private static func destination(_ value: FlowValue?, _ reader: inout FlowReader) -> TargetDefinition.Kind? {
        guard let value, let object = reader.members(of: value, DestinationWord.members) else { return nil }
        return reader.destination(object)
    }

    private static func work(_ object: FlowValue, _ reader: inout FlowReader) -> Work? {
        switch (object["Handler"], object["exec"]) {
        case (nil, nil):
            reader.refuse(
                object,
                "has neither exec nor Handler",
                "add the program that does its work: exec: [python3, work.py]"
            )
        case (.some, .some(let exec)):
            reader.refuse(exec, "stands beside Handler", "keep one: a function is a program or a handler in Swift")
        case (.some(let value), nil):
            for member in ["env", "cwd"] where object[member] != nil {
                reader.refuse(object[member] ?? object, "belongs to exec", "remove it")
            }
            guard let name = reader.text(value) else { return nil }
            let handlers = reader.surroundings.handlers
            if let entry = handlers[name] { return .handler(entry) }
            reader.refuse(
                value,
                "there is no handler '\(name)'",
                Suggestion.advice(
                    name,
                    among: handlers.keys.sorted(),
                    otherwise: "use exec: a function can be any program"
                )
            )
        case (nil, .some(let exec)): return program(exec, object, &reader).map(Work.program)
        }
        return nil
    }

    private static func program(_ exec: FlowValue, _ object: FlowValue, _ reader: inout FlowReader)
        -> ProgramDefinition?
    {
        guard let list = exec.list, !list.isEmpty else {
            reader.refuse(
                exec,
                "must be a list of the program and its arguments",
                "for example exec: [python3, work.py]"
            )
            return nil
        }
        // An argument may be empty, and numbers are written as they stand.
        let command = list.compactMap { value -> String? in
            switch value.scalar {
            case .string(let text)? where !text.utf8.contains(0): return text
            case .number(let number)?: return number.text
            default:
                reader.refuse(value, "must be a text, not \(value.kind)")
                return nil
            }
        }
        var program = ProgramDefinition(
            command: command,
            environment: environment(object["env"], &reader),
            directory: reader.surroundings.absolute(reader.text(object, "cwd") ?? ".")
        )
        // `a/../b` stays as it is: a link may be part of it.
        if program.directory.hasSuffix("/"), program.directory.count > 1 { program.directory.removeLast() }
        guard command.count == list.count else { return nil }
        do {
            _ = try program.executable(path: getenv("PATH").map { String(cString: $0) })
            return program
        } catch {
            reader.refuse(list[0], error.message)
            return nil
        }
    }

    private static func tags(_ value: FlowValue, _ reader: inout FlowReader) -> [String: String] {
        guard let members = value.members else {
            reader.refuse(value, "must be an object of names and texts, not \(value.kind)")
            return [:]
        }
        var tags: [String: String] = [:]
        for member in members {
            if let text = reader.text(member.value) { tags[member.name] = text }
        }
        return tags
    }

    private static func environment(_ value: FlowValue?, _ reader: inout FlowReader) -> [String: String] {
        guard let value else { return [:] }
        guard let members = value.members else {
            reader.refuse(value, "must be an object of names and texts, not \(value.kind)")
            return [:]
        }
        var environment: [String: String] = [:]
        for member in members {
            if member.name.isEmpty || member.name.utf8.contains(UInt8(ascii: "=")) || member.name.utf8.contains(0) {
                reader.refuse(member.value, "is no name of a variable", "rename it")
            }
            switch member.value.scalar {
            case .string(let text)? where !text.utf8.contains(0): environment[member.name] = text
            case .number(let number)?: environment[member.name] = number.text
            case .bool(let flag)?: environment[member.name] = flag ? "true" : "false"
            default: reader.refuse(member.value, "must be a text, not \(member.value.kind)")
            }
        }
        return environment
    }
}
