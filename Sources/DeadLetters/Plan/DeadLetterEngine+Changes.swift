import EventModel

extension DeadLetterEngine {
    /// What hand edits, body changes and the classing of headers do to each message that they change, the first `limit` of them, before anything is sent. A
    /// message to which a change does not apply is among them and says why: it will not be sent.
    package func changes(_ plan: RedrivePlan, limit: Int = 50) async throws -> [MessageChange] {
        let options = plan.options
        let ids = options.readsMessages ? plan.ids : plan.ids.filter { options.edits[$0] != nil }
        var changes: [MessageChange] = []
        for chunk in ids.chunks(of: min(broker.wholePage, max(1, limit))) {
            for letter in try await broker.letters(Array(chunk), in: plan.queue) {
                guard changes.count < limit else { return changes }
                let change = MessageEdit.change(
                    of: letter,
                    hand: options.edits[letter.id],
                    changes: options.changes,
                    headers: options.headers
                )
                if change.isChanged || change.problem != nil { changes.append(change) }
            }
        }
        return changes
    }
}
