package import EventModel
import Pipeline
import Programs

extension FlowFile {
    /// The shape of `tailrace pipeline describe -o json`.
    package var json: JSON {
        [
            "flow": .string(name), "description": summary.json, "buses": .array(definition.buses.map { .string($0) }),
            "buckets": .array(definition.buckets.map { .string($0.name) }),
            "object_stores": .array(definition.buckets.map(\.described)),
            "objects": .array(
                definition.referenceObjects.map {
                    ["bucket": .string($0.bucket), "key": .string($0.key), "bytes": .int($0.bytes.count)]
                }
            ),
            "rules": .array(definition.rules.map(\.described)), "queues": .array(definition.queues.map(\.described)),
            "functions": .array(definition.functions.map { $0.described(programs[$0.name]) }),
            "mappings": .array(
                definition.mappings.map(\.described) + definition.streamMappings.map(\.described)
            ),
            "topics": .array(definition.topics.map(\.described)),
            "streams": .array(definition.streams.map(\.described)),
            "tables": .array(definition.tables.map(\.described)),
            "schedules": .array(definition.schedules.map(\.described)),
            "archives": .array(definition.archives.map(\.described)),
            "aggregates": .array(definition.aggregates.map { .string($0.type) }),
            "state_machines": .array(definition.stateMachines.map(\.described)),
            "routes": .array(definition.routes.map(\.described)),
            "contracts": .array(definition.contracts.map(\.described)),
            "faults": .array(faults.map(\.described)),
            "stimulus": stimulus.map {
                ["rate": $0.rate.map { .double($0) } ?? .null, "templates": .int($0.templates.count)]
            } ?? .null,
        ]
    }
}

extension String? {
    fileprivate var json: JSON { map { .string($0) } ?? .null }
}

extension Duration {
    fileprivate var json: JSON { .double(inSeconds) }
}

extension TargetDefinition.Kind {
    fileprivate var described: JSON {
        switch self {
        case .queue(let name): ["kind": "queue", "name": .string(name)]
        case .function(let name): ["kind": "function", "name": .string(name)]
        case .bus(let name): ["kind": "bus", "name": .string(name)]
        case .topic(let name): ["kind": "topic", "name": .string(name)]
        case .stream(let name, _): ["kind": "stream", "name": .string(name)]
        case .stateMachine(let name): ["kind": "state-machine", "name": .string(name)]
        }
    }
}

extension TargetDefinition {
    fileprivate var described: JSON {
        let input: JSON =
            switch input {
            case .event: "event"
            case .path(let path): .string("\(path)")
            case .constant: "constant"
            case .transformer: "transformer"
            }
        return [
            "id": .string(id), "target": kind.described, "max_retries": .int(maximumRetryAttempts),
            "max_age_s": maximumEventAge.json, "dead_letter_queue": deadLetterQueue.json, "input": input,
        ]
    }
}

extension TopicDefinition {
    fileprivate var described: JSON {
        let subscriptions = subscriptions.map { subscription -> JSON in
            [
                "id": .string(subscription.id), "endpoint": subscription.endpoint.described,
                "filter_policy": subscription.filterPolicy ?? .null,
                "filter_scope": .string(subscription.filterScope.rawValue), "raw": .bool(subscription.isRaw),
                "dead_letter_queue": subscription.deadLetterQueue.json,
            ]
        }
        return ["name": .string(name), "subscriptions": .array(subscriptions)]
    }
}

extension StreamDefinition {
    fileprivate var described: JSON {
        ["name": .string(name), "shards": .int(shards), "retention_s": retention.json]
    }
}

extension TableDefinition {
    fileprivate var described: JSON {
        [
            "name": .string(name), "partition_key": .string(partitionKey), "sort_key": sortKey.json,
            "time_to_live": timeToLive.json, "stream": (stream?.rawValue).json,
        ]
    }
}

extension ScheduleDefinition {
    fileprivate var described: JSON {
        [
            "name": .string(name), "expression": .string(expression), "enabled": .bool(isEnabled), "bus": bus.json,
            "targets": .array(targets.map(\.described)),
        ]
    }
}

extension StreamMapping {
    fileprivate var described: JSON {
        let kind =
            switch source {
            case .stream: "stream"
            case .table: "table"
            }
        return [
            kind: .string(source.name), "function": .string(function), "batch_size": .int(batchSize),
            "window_s": window.json, "parallelization": .int(parallelizationFactor),
            "max_retries": maximumRetryAttempts.map { .int($0) } ?? .null,
            "max_age_s": maximumRecordAge?.json ?? .null, "bisects": .bool(bisectsOnError),
            "reports_item_failures": .bool(reportsBatchItemFailures), "on_failure": onFailure?.described ?? .null,
        ]
    }
}

extension RuleDefinition {
    fileprivate var described: JSON {
        [
            "name": .string(name), "bus": .string(bus), "enabled": .bool(isEnabled), "pattern": pattern,
            "targets": .array(targets.map(\.described)),
        ]
    }
}

extension QueueDefinition {
    fileprivate var described: JSON {
        [
            "name": .string(name), "fifo": .bool(isFIFO), "visibility_timeout_s": visibilityTimeout.json,
            "delay_s": delay.json,
            "retention_s": retention.json, "dead_letter_queue": (redrivePolicy?.deadLetterQueue).json,
            "max_receive_count": redrivePolicy.map { .int($0.maxReceiveCount) } ?? .null,
        ]
    }
}

extension FunctionDefinition {
    fileprivate func described(_ program: ProgramDefinition?) -> JSON {
        [
            "name": .string(name), "service": .string(service),
            "exec": program.map { .array($0.command.map { .string($0) }) } ?? .null,
            "cwd": (program?.directory).json, "timeout_s": timeout.json, "memory_mb": .int(memoryMB),
            "concurrency": .int(concurrency), "max_retries": .int(maximumRetryAttempts),
            "max_age_s": maximumEventAge.json, "dead_letter_queue": deadLetterQueue.json,
            "on_success": onSuccess?.described ?? .null, "on_failure": onFailure?.described ?? .null,
        ]
    }
}

extension EventSourceMapping {
    fileprivate var described: JSON {
        [
            "queue": .string(queue), "function": .string(function), "batch_size": .int(batchSize),
            "window_s": window.json, "reports_item_failures": .bool(reportsBatchItemFailures),
        ]
    }
}

extension ContractDefinition {
    fileprivate var described: JSON {
        let (mode, queue): (JSON, JSON) =
            switch mode {
            case .reject: ("reject", .null)
            case .mark: ("mark", .null)
            case .deadletter(let queue): ("deadletter", .string(queue))
            }
        return [
            "event_type": .string(eventType), "source": source.json, "version": .string(version), "mode": mode,
            "dead_letter_queue": queue,
        ]
    }
}

extension FlowFault {
    fileprivate var described: JSON {
        let (kind, name): (JSON, String) =
            switch place {
            case .function(let name): ("function", name)
            case .target(let name): ("target", name)
            }
        return [
            "place": kind, "name": .string(name), "share": .double(share),
            "times": times == Self.always ? .null : .int(times),
            "error": error.json,
        ]
    }
}
