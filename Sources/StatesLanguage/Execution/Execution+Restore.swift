package import EventModel

extension Execution {
    /// Why a snapshot can not be read back: which field is wrong.
    package struct SnapshotError: Error, Sendable, CustomStringConvertible {
        package let field: String
        package var description: String { "the snapshot of an execution is damaged at '\(field)'" }
    }

    /// Reads a ``snapshot`` back.
    /// - Throws: ``SnapshotError``.
    package init(snapshot: JSON) throws(SnapshotError) {
        let reader = SnapshotReader(snapshot, "")
        guard try reader.integer("version") == Self.version else { throw SnapshotError(field: "version") }
        self.init(
            Identity(
                id: try reader.string("id"),
                name: try reader.string("name"),
                machineID: try reader.string("machine_id"),
                machineName: try reader.string("machine"),
                roleARN: try reader.string("role")
            ),
            input: try reader.data("input"),
            startedAt: try reader.instant("started")
        )
        guard let status = Status(rawValue: try reader.string("status")) else { throw reader.damaged("status") }
        self.status = status
        output = try reader.optional("output") { field throws(SnapshotError) in try reader.data(field) }
        failure = reader.failure("failure")
        endedAt = try reader.optional("ended") { field throws(SnapshotError) in try reader.instant(field) }
        redriveCount = try reader.integer("redrives")
        redrivenAt = try reader.optional("redriven") { field throws(SnapshotError) in try reader.instant(field) }
        timeout = try reader.timer("timeout")
        continuation = try reader.timer("continuation")
        let next = try reader.inner("next")
        nextBranch = try next.integer("branch")
        nextTimer = try next.integer("timer")
        nextToken = try next.integer("token")
        for (i, value) in try reader.array("branches").enumerated() {
            let branch = try Branch(SnapshotReader(value, "branches/\(i)/"))
            branches[branch.id] = branch
        }
        // A parent stands before its branches, as it was made before them: then nothing is its own ancestor.
        for branch in branches.values {
            if let parent = branch.parent, parent >= branch.id || branches[parent] == nil {
                throw reader.damaged("branches")
            }
            guard branches[branch.history] != nil else { throw reader.damaged("branches") }
        }
        guard branches[0] != nil else { throw reader.damaged("branches") }
    }
}

extension Branch {
    fileprivate init(_ reader: SnapshotReader) throws(Execution.SnapshotError) {
        self.init(
            id: try reader.integer("id"),
            parent: try reader.optional("parent") { field throws(Execution.SnapshotError) in try reader.integer(field)
            },
            index: try reader.integer("index"),
            item: try reader.optional("item") { field throws(Execution.SnapshotError) in try reader.data(field) },
            history: try reader.integer("history"),
            lastEvent: try reader.integer("last_event")
        )
        events = try reader.integer("events")
        for member in reader.value["variables"]?.object?.members ?? [] {
            variables[member.name] = try reader.data(member.value, "variables/\(member.name)")
        }
        if reader.value["state"] != nil { state = try StateRun(try reader.inner("state")) }
    }
}

extension StateRun {
    fileprivate init(_ reader: SnapshotReader) throws(Execution.SnapshotError) {
        self.init(
            name: try reader.string("name"),
            input: try reader.data("input"),
            enteredAt: try reader.instant("entered"),
            enteredEvent: try reader.integer("event")
        )
        attempts = try reader.integers("attempts")
        retryCount = try reader.integer("retries")
        work = try Work(try reader.inner("work"))
        if reader.value["children"] != nil { children = try Children(try reader.inner("children")) }
    }
}

extension Work {
    fileprivate init(_ reader: SnapshotReader) throws(Execution.SnapshotError) {
        switch try reader.string("is") {
        case "ready": self = .ready
        case "children": self = .children
        case "aborted": self = .aborted
        case "failed": self = .failed(reader.failure("failure") ?? StateFailure(error: nil, cause: nil))
        case "task":
            var work = TaskWork(token: try reader.string("token"), input: try reader.data("input"))
            work.timeout = try reader.timer("timeout")
            work.heartbeatSeconds = reader.value["heartbeat_seconds"]?.integer
            work.heartbeat = try reader.timer("heartbeat")
            work.isStarted = reader.value["started"]?.bool ?? false
            self = .task(work)
        case let kind:
            guard let timer = try reader.timer("timer") else { throw reader.damaged("timer") }
            guard kind == "wait" || kind == "backoff" else { throw reader.damaged("is") }
            self = kind == "wait" ? .wait(timer) : .backoff(timer)
        }
    }
}

extension Children {
    fileprivate init(_ reader: SnapshotReader) throws(Execution.SnapshotError) {
        let items = try reader.optional("items") { field throws(Execution.SnapshotError) in try reader.data(field) }
        self.init(
            data: try reader.data("data"),
            items: items?.array,
            count: try reader.integer("count"),
            concurrency: try reader.integer("concurrency")
        )
        guard self.items.map({ $0.count == count }) ?? (items == nil) else { throw reader.damaged("items") }
        mostFailures = try reader.integer("most_failures")
        hasThreshold = reader.value["has_threshold"]?.bool ?? false
        next = try reader.integer("next")
        running = try reader.integer("running")
        bytes = try reader.integer("bytes")
        tolerated = Set(try reader.integers("tolerated"))
        for pair in try reader.array("outputs") {
            guard let fields = pair.array, fields.count == 2, let index = fields[0].integer else {
                throw reader.damaged("outputs")
            }
            outputs[index] = try reader.data(fields[1], "outputs")
        }
    }
}
