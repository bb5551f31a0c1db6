import EventModel
import Pipeline

/// A rule with its targets, in the words of the service
/// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html).
enum RulePart: FlowPart {
    static let section = "rules"

    private enum State: String, CaseIterable { case enabled = "ENABLED", disabled = "DISABLED" }

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = ["Name", "EventBusName", "State", "EventPattern", "Targets"]
        guard let object = reader.members(of: value, known) else { return }
        let name = reader.define(.rule, object, "Name")
        let bus = reader.text(object, "EventBusName") ?? "default"
        if let value = object["EventBusName"] { reader.refer(to: .bus, bus, at: value) }
        let state = reader.word(object, "State", State.self) ?? .enabled
        let pattern = pattern(object, &reader)
        var targets: [TargetDefinition] = []
        if let list = object["Targets"] {
            for element in reader.elements(of: list) {
                guard let target = reader.target(element) else { continue }
                reader.define(.target, "\(name ?? object.path)/\(target.id)", at: element["Id"] ?? element)
                targets.append(target)
            }
        } else {
            reader.refuse(object, "has no Targets", "add where its events go")
        }
        guard let name, let pattern else { return }
        file.definition.rules.append(
            RuleDefinition(name: name, bus: bus, pattern: pattern, targets: targets, isEnabled: state == .enabled)
        )
    }

    private static func pattern(_ object: FlowValue, _ reader: inout FlowReader) -> JSON? {
        guard let value = object["EventPattern"] else {
            reader.refuse(object, "has no EventPattern", "add which events it is for: EventPattern: {source: [shop]}")
            return nil
        }
        return reader.pattern(value)
    }
}
