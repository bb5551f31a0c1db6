import EventModel

extension DeadLetterBroker {
    /// Messages that are read whole at once: each body may be of a MiB.
    var wholePage: Int { max(1, min(traits.batch, 200)) }

    /// Reads what a task has buried, in order, page by page.
    func eachBuried(_ task: String, _ body: ([BuriedLetter]) async throws -> Void) async throws {
        var after: Int?
        while true {
            try Task.checkCancellation()
            let page = try await buried(task, after: after, limit: wholePage)
            guard let last = page.last else { return }
            try await body(page)
            after = last.number
        }
    }

    /// Reads messages whole by their ids, page by page, in the order of the ids.
    func eachLetter(_ ids: some RandomAccessCollection<String>, in queue: String, _ body: (DeadLetter) -> Void)
        async throws
    {
        var page: [String] = []
        for id in ids {
            page.append(id)
            if page.count == wholePage {
                for letter in try await letters(page, in: queue) { body(letter) }
                page.removeAll(keepingCapacity: true)
            }
        }
        if !page.isEmpty { for letter in try await letters(page, in: queue) { body(letter) } }
    }
}
