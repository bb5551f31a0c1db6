package import EventModel

extension Execution {
    static let version = 1

    /// All of it, to be stored. Data stands in it as text, so that its depth does not add to the snapshot's.
    package var snapshot: JSON {
        var object = JSON.Object([
            JSON.Member("version", .int(Self.version)), JSON.Member("id", .string(identity.id)),
            JSON.Member("name", .string(identity.name)), JSON.Member("machine_id", .string(identity.machineID)),
            JSON.Member("machine", .string(identity.machineName)), JSON.Member("role", .string(identity.roleARN)),
            JSON.Member("status", .string(status.rawValue)), JSON.Member("input", input.asText),
            JSON.Member("started", startedAt.asNanoseconds),
        ])
        object["output"] = output?.asText
        object["failure"] = failure?.details
        object["ended"] = endedAt?.asNanoseconds
        object["redrives"] = .int(redriveCount)
        object["redriven"] = redrivenAt?.asNanoseconds
        object["timeout"] = timeout?.json
        object["continuation"] = continuation?.json
        object["next"] = ["branch": .int(nextBranch), "timer": .int(nextTimer), "token": .int(nextToken)]
        object["branches"] = .array(branches.values.sorted { $0.id < $1.id }.map(\.json))
        return .object(object)
    }
}

extension JSON {
    fileprivate var asText: JSON { .string(description) }
}

extension Timestamp {
    fileprivate var asNanoseconds: JSON { .int(Int(nanoseconds)) }
}

extension Timer {
    fileprivate var json: JSON { ["id": .int(id), "at": at.asNanoseconds] }
}

extension Branch {
    fileprivate var json: JSON {
        var object = JSON.Object([JSON.Member("id", .int(id))])
        object["parent"] = parent.map(JSON.int)
        object["index"] = .int(index)
        object["item"] = item?.asText
        object["history"] = .int(history)
        object["last_event"] = .int(lastEvent)
        object["events"] = .int(events)
        if !variables.isEmpty {
            let members = variables.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value.asText) }
            object["variables"] = .object(JSON.Object(members))
        }
        object["state"] = state?.json
        return .object(object)
    }
}

extension StateRun {
    fileprivate var json: JSON {
        var object = JSON.Object([
            JSON.Member("name", .string(name)), JSON.Member("input", input.asText),
            JSON.Member("entered", enteredAt.asNanoseconds), JSON.Member("event", .int(enteredEvent)),
            JSON.Member("attempts", .array(attempts.map(JSON.int))), JSON.Member("retries", .int(retryCount)),
            JSON.Member("work", work.json),
        ])
        object["children"] = children?.json
        return .object(object)
    }
}

extension Work {
    fileprivate var json: JSON {
        switch self {
        case .ready: ["is": "ready"]
        case .children: ["is": "children"]
        case .aborted: ["is": "aborted"]
        case .wait(let timer): ["is": "wait", "timer": timer.json]
        case .backoff(let timer): ["is": "backoff", "timer": timer.json]
        case .failed(let failure): ["is": "failed", "failure": failure.details]
        case .task(let work): work.json
        }
    }
}

extension TaskWork {
    fileprivate var json: JSON {
        var object = JSON.Object([
            JSON.Member("is", "task"), JSON.Member("token", .string(token)), JSON.Member("input", input.asText),
            JSON.Member("started", .bool(isStarted)),
        ])
        object["timeout"] = timeout?.json
        object["heartbeat_seconds"] = heartbeatSeconds.map(JSON.int)
        object["heartbeat"] = heartbeat?.json
        return .object(object)
    }
}

extension Children {
    fileprivate var json: JSON {
        var object = JSON.Object([
            JSON.Member("data", data.asText), JSON.Member("count", .int(count)),
            JSON.Member("concurrency", .int(concurrency)), JSON.Member("most_failures", .int(mostFailures)),
            JSON.Member("has_threshold", .bool(hasThreshold)), JSON.Member("next", .int(next)),
            JSON.Member("running", .int(running)), JSON.Member("bytes", .int(bytes)),
            JSON.Member("tolerated", .array(tolerated.sorted().map(JSON.int))),
        ])
        object["items"] = items.map { JSON.array($0).asText }
        object["outputs"] = .array(outputs.sorted { $0.key < $1.key }.map { [.int($0.key), $0.value.asText] })
        return .object(object)
    }
}
