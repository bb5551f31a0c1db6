import EventModel

/// What only messages read whole can tell of a plan: edits, contracts, and whether anything has changed since the last redrive.
struct PlanLetters {
    /// Messages that are read; of a larger plan the first ones speak for the rest.
    static let most = 10_000
    /// Larger bodies are warned of: what SQS and EventBridge take at most
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html).
    static let largest = 1 << 20

    /// Messages that are not sent as they are.
    private(set) var edited = 0
    private var read = 0
    private var unread = 0
    private var unchanged = 0
    private var tooLarge = 0
    private var broken = 0
    private var refused = 0
    private var refusal = ""
    private var objections: [String: Int] = [:]

    init(_ engine: DeadLetterEngine, _ plan: RedrivePlan) async throws {
        let options = plan.options
        let readsAll = options.readsMessages || engine.objection != nil
        let needed = readsAll || !options.edits.isEmpty || !plan.generations.isEmpty
        guard needed else { return }
        var wanted: [String] = []
        for id in plan.ids where readsAll || options.edits[id] != nil || plan.generations[id] != nil {
            if wanted.count < Self.most { wanted.append(id) } else { unread += 1 }
        }
        for chunk in wanted.chunks(of: min(engine.broker.traits.batch, DeadLetterEngine.page)) {
            try Task.checkCancellation()
            for letter in try await engine.broker.letters(Array(chunk), in: plan.queue) {
                look(at: letter, options, engine.objection)
            }
        }
        if unread > 0, options.readsMessages { edited += unread }
    }

    private mutating func look(
        at letter: DeadLetter,
        _ options: RedriveOptions,
        _ objection: DeadLetterEngine.Objection?
    ) {
        read += 1
        if let last = letter.history.last, isUnchanged(letter, since: last) { unchanged += 1 }
        let hand = options.edits[letter.id]
        let edit: MessageEdit
        do throws(DeadLetterError) {
            edit = try MessageEdit(letter, hand: hand, changes: options.changes, headers: options.headers)
        } catch {
            refused += 1
            refusal = refusal.isEmpty ? error.message : refusal
            return
        }
        let body = edit.body
        if hand != nil || edit.order != nil { edited += 1 }
        if hand != nil || body != letter.body {
            if body.count > Self.largest { tooLarge += 1 }
            if (try? JSON(parsing: letter.body)) != nil, (try? JSON(parsing: body)) == nil { broken += 1 }
        }
        if let why = objection?(letter, body) { objections[why, default: 0] += 1 }
    }

    /// It died of the same again. A life keeps no version: it is taken to be the present one, so that a new version counts as
    /// a change only where the broker tells it.
    private func isUnchanged(_ letter: DeadLetter, since last: DeadLetter.Life) -> Bool {
        Fingerprint(error: last.error, reason: last.reason, version: letter.version) == Fingerprint(letter)
    }

    /// Messages that would break their contract.
    var objected: Int { objections.values.reduce(0, +) }

    /// In plain words, what matters most first.
    var warnings: [String] {
        var warnings: [String] = []
        func warn(_ count: Int, _ one: String, _ many: String) {
            if count > 0 { warnings.append("\(count) \(count == 1 ? one : many)") }
        }
        if refused > 0 {
            warnings.append("\(refused) can not be changed as asked for and will not be sent: \(refusal)")
        }
        warn(broken, "was JSON and is not after its edit", "were JSON and are not after their edits")
        warn(tooLarge, "is larger than 1 MiB after its edit", "are larger than 1 MiB after their edits")
        for (why, count) in objections.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(5) {
            warnings.append("\(count) would break \(why)")
        }
        warn(
            unchanged,
            "was redriven before and nothing has changed since: it died of the same",
            "were redriven before and nothing has changed since: they died of the same"
        )
        if unread > 0 { warnings.append("only the first \(read) were looked into; \(unread) more were not") }
        return warnings
    }
}
