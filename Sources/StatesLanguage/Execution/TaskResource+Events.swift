import EventModel

extension TaskResource.Kind {
    enum Moment {
        case scheduled, started, succeeded, failed, timedOut
    }

    /// The kind of event: functions, activities and integrations have kinds of their own.
    func event(_ moment: Moment) -> HistoryEvent.Kind {
        let kinds: [HistoryEvent.Kind]
        switch self {
        case .function:
            kinds = [
                .lambdaFunctionScheduled, .lambdaFunctionStarted, .lambdaFunctionSucceeded, .lambdaFunctionFailed,
                .lambdaFunctionTimedOut,
            ]
        case .activity:
            kinds = [.activityScheduled, .activityStarted, .activitySucceeded, .activityFailed, .activityTimedOut]
        case .integration, .other: kinds = [.taskScheduled, .taskStarted, .taskSucceeded, .taskFailed, .taskTimedOut]
        }
        return switch moment {
        case .scheduled: kinds[0]
        case .started: kinds[1]
        case .succeeded: kinds[2]
        case .failed: kinds[3]
        case .timedOut: kinds[4]
        }
    }
}

extension TaskResource {
    /// As a message calls it: a function by its resource, an integration by its service.
    var name: String { if case .integration(let service, _) = kind { service } else { uri } }

    /// What events of a task say about it, beside what happened.
    var about: JSON {
        guard case .integration(let service, let action) = kind else { return [:] }
        return ["resourceType": .string(service), "resource": .string(action)]
    }

    func scheduled(_ input: JSON, _ timeout: Int?, _ heartbeat: Int?) -> JSON {
        var object = about.object ?? JSON.Object()
        switch kind {
        case .integration: object["parameters"] = input
        default:
            object["resource"] = .string(uri)
            object["input"] = input
        }
        if let timeout { object["timeoutInSeconds"] = .int(timeout) }
        if let heartbeat { object["heartbeatInSeconds"] = .int(heartbeat) }
        return .object(object)
    }
}
