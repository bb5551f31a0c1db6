import EventModel

extension RedriveProgress {
    /// As the journal keeps it; who and what stand in the task's header.
    var json: JSON {
        [
            "record": "progress",
            "state": .string(state.rawValue),
            "phase": phase.map { .string($0.rawValue) } ?? .null,
            "selected": .int(selected), "sent": .int(sent), "failed": .int(failed), "skipped": .int(skipped),
            "uncertain": .int(uncertain), "held": .int(held), "completed": .int(completed),
            "died_again": .int(diedAgain),
            "notes": .array(notes.map(JSON.string)),
        ]
    }

    init?(json: JSON, header: TaskHeader) {
        guard let state = json["state"]?.string.flatMap(State.init(rawValue:)),
            let selected = json["selected"]?.integer
        else { return nil }
        self.init(
            id: header.task,
            queue: header.queue,
            selected: selected,
            state: state,
            kind: header.kind,
            actor: header.actor,
            started: header.frozen
        )
        phase = json["phase"]?.string.flatMap(Phase.init(rawValue:))
        sent = json["sent"]?.integer ?? 0
        failed = json["failed"]?.integer ?? 0
        skipped = json["skipped"]?.integer ?? 0
        uncertain = json["uncertain"]?.integer ?? 0
        held = json["held"]?.integer ?? 0
        completed = json["completed"]?.integer ?? 0
        diedAgain = json["died_again"]?.integer ?? 0
        notes = (json["notes"]?.array ?? []).compactMap(\.string)
    }
}
