import EventModel

extension DeadLetterEngine {
    /// What hand edits, body changes and the classing of headers do to each message that they change, the first `limit` of them, before
    /// anything is sent. A message to which a change does not apply is among them and says why: it will not be sent. So is one that
    /// would break its contract, changed or not.
    package func changes(_ plan: RedrivePlan, limit: Int = 50) async throws -> [MessageChange] {
        let options = plan.options
        // What only objects to messages as they are has looked into the first of them.
        let looked = plan.objected > 0 ? PlanLetters.most : 0
        let ids = plan.ids.enumerated().filter { n, id in
            options.readsMessages || n < looked || options.edits[id] != nil
        }.map(\.element)
        var changes: [MessageChange] = []
        for chunk in ids.chunks(of: min(broker.wholePage, max(1, limit))) {
            for letter in try await broker.letters(Array(chunk), in: plan.queue) {
                guard changes.count < limit else { return changes }
                var change = MessageEdit.change(
                    of: letter,
                    hand: options.edits[letter.id],
                    changes: options.changes,
                    headers: options.headers
                )
                if change.problem == nil { change.objection = objection?(letter, change.after) }
                // One that nobody edits is listed for its contract only: what a queue's own attributes become is no edit.
                let isEdited = options.readsMessages || options.edits[letter.id] != nil
                let differs = isEdited && (change.isChanged || change.problem != nil)
                if differs || change.objection != nil { changes.append(change) }
            }
        }
        return changes
    }
}
