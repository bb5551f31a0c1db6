import EventModel
import Pipeline

/// What events of a type must look like: `Schema` is a JSON Schema (draft 7), or the path of a file with one.
enum ContractPart: FlowPart {
    static let section = "contracts"

    private enum Mode: String, CaseIterable { case reject, mark, deadletter }

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = ["DetailType", "Source", "Version", "Mode", "DeadLetterQueue", "Schema"]
        guard let object = reader.members(of: value, known) else { return }
        let type = reader.required(object, "DetailType", "name the type of the events")
        let source = reader.text(object, "Source")
        let version = reader.text(object, "Version") ?? "1"
        let mode = mode(object, &reader)
        let schema = schema(object, &reader)
        guard let type, let mode, let schema else { return }
        let contract = ContractDefinition(eventType: type, source: source, version: version, schema: schema, mode: mode)
        file.definition.contracts.append(contract)
        reader.contracts.append(object)
    }

    /// Schemas may refer to one another by their `$id`, so they are read when all are there.
    static func finish(_ reader: inout FlowReader, _ file: FlowFile) {
        let contracts = file.definition.contracts
        guard (try? ContractRegistry(contracts)) == nil else { return }
        let schemas = Dictionary(
            contracts.compactMap { contract in contract.schema["$id"]?.string.map { ($0, contract.schema) } },
            uniquingKeysWith: { first, _ in first }
        )
        var seen: Set<String> = []
        for (contract, object) in zip(contracts, reader.contracts) {
            if !seen.insert("\(contract.name) \(contract.source ?? "")").inserted {
                reader.refuse(object, "contract \(contract.name) is defined twice", "give it another Version")
            }
            do {
                _ = try ContractRegistry([contract]) { schemas[$0] }
            } catch {
                reader.refuse(object["Schema"] ?? object, error.description)
            }
        }
    }

    private static func mode(_ object: FlowValue, _ reader: inout FlowReader) -> ContractDefinition.Mode? {
        let queue = reader.deadLetterQueue(object)
        let word =
            object["Mode"] == nil ? (queue == nil ? .reject : .deadletter) : reader.word(object, "Mode", Mode.self)
        switch word {
        case .reject?, .mark?:
            if let value = object["DeadLetterQueue"] {
                reader.refuse(value, "belongs to Mode: deadletter", "change the Mode, or remove it")
            }
            return word == .mark ? .mark : .reject
        case .deadletter?:
            if let queue { return .deadletter(queue) }
            if object["DeadLetterQueue"] == nil {
                reader.refuse(object, "has no DeadLetterQueue", "name where events go that break the contract")
            }
            return nil
        case nil: return nil
        }
    }

    /// A JSON Schema that stands in the file, or in another one.
    static func schema(_ object: FlowValue, _ reader: inout FlowReader) -> JSON? {
        guard let value = object["Schema"] else {
            reader.refuse(object, "has no Schema", "add a JSON Schema, or the path of a file with one")
            return nil
        }
        guard let path = value.string else { return value.json }
        guard let bytes = reader.surroundings.file(path) else {
            reader.refuse(
                value,
                "there is no file \(reader.surroundings.absolute(path))",
                "a path starts from the flow file's folder"
            )
            return nil
        }
        do {
            return try FlowText.read(bytes).json
        } catch {
            reader.refuse(value, "\(path):\(error)")
            return nil
        }
    }
}
