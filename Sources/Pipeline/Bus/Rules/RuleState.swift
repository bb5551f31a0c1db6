package import EventModel

/// A rule as the data directory of a pipeline knows it.
package struct RuleState: Sendable {
    /// One of its targets.
    package struct Target: Hashable, Sendable {
        package var id: String
        /// `queue`, `function`, `bus`, `stream`, `topic` or `state-machine`.
        package var kind: String
        package var name: String
    }

    package var name: String
    package var bus: String
    package var pattern: JSON
    package var targets: [Target]
    /// Whether it is on now.
    package var isEnabled: Bool
    /// Whether somebody has switched it, against what its definition says or not.
    package var isSwitched: Bool
    /// Whether the last pipeline on the directory had it.
    package var isLive: Bool

    package var json: JSON {
        [
            "rule": .string(name), "bus": .string(bus), "state": .string(isEnabled ? "ENABLED" : "DISABLED"),
            "switched": .bool(isSwitched), "live": .bool(isLive), "pattern": pattern,
            "targets": .array(
                targets.map { ["id": .string($0.id), "kind": .string($0.kind), "name": .string($0.name)] }
            ),
        ]
    }
}

extension RuleDefinition {
    /// Its targets as a journal keeps them.
    var targetsJSON: JSON {
        .array(
            targets.map { target in
                switch target.kind {
                case .queue(let name): ["id": .string(target.id), "kind": "queue", "name": .string(name)]
                case .function(let name): ["id": .string(target.id), "kind": "function", "name": .string(name)]
                case .bus(let name): ["id": .string(target.id), "kind": "bus", "name": .string(name)]
                case .stream(let name, _): ["id": .string(target.id), "kind": "stream", "name": .string(name)]
                case .stateMachine(let name):
                    ["id": .string(target.id), "kind": "state-machine", "name": .string(name)]
                case .topic(let name): ["id": .string(target.id), "kind": "topic", "name": .string(name)]
                }
            }
        )
    }
}
