import EventModel
import Pipeline
import StatesLanguage

/// A state machine, in the words of the service's templates
/// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html): `Definition` is a
/// definition in the Amazon States Language, `DefinitionFile` the path of a file with one.
enum StateMachinePart: FlowPart {
    static let section = "stateMachines"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = ["StateMachineName", "Service", "Definition", "DefinitionFile"]
        guard let object = reader.members(of: value, known) else { return }
        let name = reader.define(.stateMachine, object, "StateMachineName")
        let service = reader.text(object, "Service")
        guard let source = source(object, &reader) else { return }
        do throws(StateMachine.Invalid) {
            _ = try StateMachine(source.definition.json)
        } catch {
            for mistake in error.mistakes { reader.refuse(source.mistake(mistake.path, mistake.message)) }
            return
        }
        checkTasks(of: source, &reader)
        guard let name else { return }
        do throws(DefinitionError) {
            let machine = try StateMachineDefinition(name: name, service: service, definition: source.definition.json)
            file.definition.stateMachines.append(machine)
        } catch {
            reader.refuse(value, error.description)
        }
    }

    /// A definition, and where it stands.
    private struct Source {
        var definition: FlowValue
        /// The member that names the file, or is the text, which it stands in; nil: it is an object of the flow file.
        var holder: FlowValue?
        /// What messages call the file or the text.
        var name = ""

        /// A mistake at a place of the definition, `/States/Pay/Next`.
        func mistake(_ pointer: String, _ reason: String, _ advice: String = "") -> FlowMistake {
            let steps = pointer.split(separator: "/").map {
                // https://www.rfc-editor.org/rfc/rfc6901#section-4
                String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
            }
            let place = definition.deepest(at: steps).place
            if let holder {
                let said = "\(name):\(place.line):\(place.column): \(pointer): \(reason)"
                return FlowMistake(holder.place, holder.path, said, advice)
            }
            var here = definition
            for step in steps { here.path = here.path(to: step) }
            return FlowMistake(place, here.path, reason, advice)
        }
    }

    private static func source(_ object: FlowValue, _ reader: inout FlowReader) -> Source? {
        switch (object["Definition"], object["DefinitionFile"]) {
        case (nil, nil):
            reader.refuse(
                object,
                "has neither Definition nor DefinitionFile",
                "add its states: Definition: {StartAt: …, States: …}"
            )
        case (.some, .some(let file)):
            reader.refuse(file, "stands beside Definition", "keep one of them")
        case (.some(let definition), nil):
            if definition.members != nil { return Source(definition: definition) }
            // The service's own API takes the definition as a text.
            guard let text = definition.string else {
                reader.refuse(definition, "must be an object, not \(definition.kind)")
                return nil
            }
            do throws(FlowMistake) {
                return Source(definition: try FlowText.read(Array(text.utf8)), holder: definition, name: "its text")
            } catch {
                reader.refuse(definition, "its text, \(error)", "write the definition as an object")
            }
        case (nil, .some(let value)):
            guard let path = reader.text(value) else { return nil }
            guard let bytes = reader.surroundings.file(path) else {
                reader.refuse(
                    value,
                    "there is no file \(reader.surroundings.absolute(path))",
                    "a path starts from the flow file's folder"
                )
                return nil
            }
            do throws(FlowMistake) {
                return Source(definition: try FlowText.read(bytes), holder: value, name: path)
            } catch {
                reader.refuse(value, "\(path):\(error)")
            }
        }
        return nil
    }

    /// That every task names a function of the file, or something else that the pipeline can do.
    private static func checkTasks(of source: Source, _ reader: inout FlowReader) {
        // Each machine inside a machine, and where it stands.
        var scopes = [(source.definition, "")]
        while let (scope, path) = scopes.popLast() {
            for member in scope["States"]?.members ?? [] {
                let state = member.value
                let name = member.name.replacing("~", with: "~0").replacing("/", with: "~1")
                let path = "\(path)/States/\(name)"
                if let resource = state["Resource"], state["Type"]?.string == "Task" {
                    check(resource, "\(path)/Resource", state["Parameters"]?["FunctionName"], of: source, &reader)
                }
                for (i, branch) in (state["Branches"]?.list ?? []).enumerated() {
                    scopes.append((branch, "\(path)/Branches/\(i)"))
                }
                for name in ["ItemProcessor", "Iterator"] {
                    if let inner = state[name] { scopes.append((inner, "\(path)/\(name)")) }
                }
            }
        }
    }

    private static let services: Set<String> = [
        "events:putEvents", "sqs:sendMessage", "states:startExecution", "lambda:invoke",
    ]

    private static func check(
        _ value: FlowValue,
        _ path: String,
        _ invoked: FlowValue?,
        of source: Source,
        _ reader: inout FlowReader
    ) {
        let resource = TaskResource(value.string ?? "")
        // A reference is looked up when every part is read: from a file, it stands where the file is named.
        func refer(_ name: String, _ value: FlowValue, _ reader: inout FlowReader) {
            reader.refer(to: .function, name, at: source.holder ?? value)
        }
        switch resource.kind {
        case .function(let name): refer(name, value, &reader)
        case .integration("lambda", "invoke"):
            guard let invoked, let text = invoked.string else { return }
            if case .function(let name) = TaskResource(text).kind {
                refer(name, invoked, &reader)
            } else {
                refer(text, invoked, &reader)
            }
        case .integration(let service, let action)
        where services.contains("\(service):\(action)") && resource.pattern != .sync:
            return
        default:
            let reason = "nothing in a pipeline is '\(resource.uri)'"
            let advice = "name a function of this file: function:NAME"
            reader.refuse(source.mistake(path, reason, advice))
        }
    }
}
