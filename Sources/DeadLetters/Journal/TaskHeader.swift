import EventModel

/// What a task is, as it was frozen before it began.
struct TaskHeader: Hashable, Sendable {
    var task: String
    var kind: RedriveProgress.Kind
    var actor: String
    var reason: String?
    var queue: String
    /// Messages of the selection.
    var selected: Int
    /// When the selection was frozen.
    var frozen: Timestamp
    /// When it was asked for: of two tasks that want one message the first has it.
    var submitted: Timestamp
    /// How it is redriven; edits are kept beside it.
    var options = RedriveOptions()
    /// The task that is undone.
    var undoes: String?
    /// For purges: how deep the queue was.
    var note: String?
    /// What the audit log calls it when it ends, if it was not begun now; not written down.
    var act: AuditEntry.Act?
}

extension TaskHeader {
    var json: JSON {
        [
            "record": "task", "version": 1,
            "task": .string(task),
            "kind": .string(kind.rawValue),
            "actor": .string(actor),
            "reason": reason.map(JSON.string) ?? .null,
            "queue": .string(queue),
            "selected": .int(selected),
            "frozen": .int(Int(frozen.nanoseconds)),
            "submitted": .int(Int(submitted.nanoseconds)),
            "options": options.json,
            "undoes": undoes.map(JSON.string) ?? .null,
            "note": note.map(JSON.string) ?? .null,
        ]
    }

    /// Nil if it is not a header of a version that is known.
    init?(json: JSON) {
        guard json["record"]?.string == "task", json["version"]?.integer == 1, let task = json["task"]?.string,
            let kind = json["kind"]?.string.flatMap(RedriveProgress.Kind.init(rawValue:)),
            let actor = json["actor"]?.string, let queue = json["queue"]?.string,
            let selected = json["selected"]?.integer, let frozen = json["frozen"]?.integer,
            let submitted = json["submitted"]?.integer,
            let options = json["options"].flatMap(RedriveOptions.init(json:))
        else { return nil }
        self.init(
            task: task,
            kind: kind,
            actor: actor,
            reason: json["reason"]?.string,
            queue: queue,
            selected: selected,
            frozen: Timestamp(nanoseconds: Int64(frozen)),
            submitted: Timestamp(nanoseconds: Int64(submitted)),
            options: options,
            undoes: json["undoes"]?.string,
            note: json["note"]?.string
        )
    }
}
