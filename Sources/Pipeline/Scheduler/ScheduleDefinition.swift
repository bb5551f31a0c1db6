import EventModel

/// A rule that time fires and not an event: `Scheduled Event` from `aws.events` goes on a bus, straight to targets, or both
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html).
package struct ScheduleDefinition: Sendable {
    package var name: String
    /// See ``ScheduleExpression``; in UTC.
    package var expression: String
    /// Nil: on none.
    package var bus: String?
    package var targets: [TargetDefinition]
    package var isEnabled: Bool

    package init(
        name: String,
        expression: String,
        bus: String? = nil,
        targets: [TargetDefinition] = [],
        isEnabled: Bool = true
    ) {
        self.name = name
        self.expression = expression
        self.bus = bus
        self.targets = targets
        self.isEnabled = isEnabled
    }

    /// What stands before its name where rules and schedules share a place.
    static let prefix = "schedule:"
}

extension PipelineDefinition {
    func validateSchedules() throws(DefinitionError) {
        try unique(schedules.map(\.name), "schedule")
        for schedule in schedules {
            let place = "schedule \(schedule.name)"
            if schedule.name.contains("/") { throw DefinitionError("\(place): a name has no slash") }
            do { _ = try ScheduleExpression(schedule.expression) } catch {
                throw DefinitionError("\(place): expression: \(error)")
            }
            if let bus = schedule.bus, !buses.contains(bus) { throw DefinitionError("\(place): no bus \(bus)") }
            if schedule.bus == nil && schedule.targets.isEmpty {
                throw DefinitionError("\(place): has neither a bus nor a target")
            }
            try unique(schedule.targets.map(\.id), "\(place): target")
            for target in schedule.targets {
                let place = "\(place): target \(target.id)"
                try check(target.maximumRetryAttempts, 0...185, "\(place): maximum retry attempts")
                try check(target.maximumEventAge, .zero...Duration.seconds(86_400), "\(place): maximum event age")
            }
        }
    }
}
