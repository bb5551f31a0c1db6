import Pipeline

/// A schedule, in the words of the service (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html).
enum SchedulePart: FlowPart {
    static let section = "schedules"

    private enum State: String, CaseIterable { case enabled = "ENABLED", disabled = "DISABLED" }

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = ["Name", "ScheduleExpression", "State", "EventBusName", "Targets"]
        guard let object = reader.members(of: value, known), let name = reader.define(.schedule, object, "Name") else {
            return
        }
        let expression = reader.required(
            object,
            "ScheduleExpression",
            "say when: rate(5 minutes), or cron(0 8 * * ? *)"
        )
        if let expression, let value = object["ScheduleExpression"] {
            do throws(ScheduleError) { _ = try ScheduleExpression(expression) } catch {
                reader.refuse(value, error.description)
            }
        }
        var schedule = ScheduleDefinition(name: name, expression: expression ?? "")
        schedule.isEnabled = (reader.word(object, "State", State.self) ?? .enabled) == .enabled
        schedule.bus = reader.text(object, "EventBusName")
        if let bus = schedule.bus, let value = object["EventBusName"] { reader.refer(to: .bus, bus, at: value) }
        if let list = object["Targets"] {
            for element in reader.elements(of: list) {
                guard let target = reader.target(element) else { continue }
                reader.define(.target, "schedule:\(name)/\(target.id)", at: element["Id"] ?? element)
                schedule.targets.append(target)
            }
        }
        if schedule.bus == nil, object["Targets"] == nil {
            reader.refuse(object, "has neither EventBusName nor Targets", "add where its event goes")
        }
        file.definition.schedules.append(schedule)
    }
}
