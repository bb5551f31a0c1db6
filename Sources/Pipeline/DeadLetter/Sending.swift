import EventModel
import GRDB

/// The orders of one task, carried out in the caller's transaction: where they differ each message is looked at on its own, then all
/// that go are buried, copied and removed by whole sets. No body leaves the database unless it must.
struct Sending {
    let task: String
    let number: Int?
    let queue: String
    let actor: String
    let ids: IDSource
    let db: Database
    let now: Timestamp
    /// Whether the dead-letter queue is a FIFO queue: then its messages go to FIFO queues only.
    let isFIFO: Bool
    /// When the task's locks end; nil if it has none.
    let leased: Timestamp?
    private var routes: [DeadLetter.Destination: Route] = [:]
    private var taken: Set<Int64> = []
    /// What was sent, where each was looked at on its own.
    var redrives: [Redrive] = []
    /// What was sent otherwise.
    var alike: AlikeRedrives?

    /// Where messages to a destination go.
    enum Route {
        case queue(visible: Timestamp, expires: Timestamp, isDead: Bool)
        /// A target or a function: not by rows of `messages`.
        case work
        case none(String)
    }

    init(task: String, queue: String, actor: String, ids: @escaping IDSource, in db: Database, at now: Timestamp) throws
    {
        self.task = task
        self.queue = queue
        self.actor = actor
        self.ids = ids
        self.db = db
        self.now = now
        isFIFO = try db.integer("SELECT fifo FROM queues WHERE name = ?", [queue]) == 1
        number = try db.integer("SELECT number FROM tasks WHERE task = ?", [task])
        leased = try db.rows("SELECT until FROM leases WHERE task = ? AND queue = ?", [number, queue]).first?[0]
    }

    /// Answers for each order in turn.
    mutating func send(_ orders: some Collection<RedriveOrder>) throws -> [SendResult] {
        try db.run("DELETE FROM moves")
        let results = try take(orders)
        guard !redrives.isEmpty, let number else { return results }
        let grave = try Graveyard.bury(.redrive, task: number, in: db, at: now)
        try startWork(grave)
        try moveToQueues(grave)
        if orders.contains(where: { $0.edit != nil }) { try changeBodies() }
        return results
    }

    /// Looks at each order on its own.
    private mutating func take(_ orders: some Collection<RedriveOrder>) throws -> [SendResult] {
        let find = try db.cachedStatement(
            sql: """
                SELECT m.seq, c.task, m.source_kind, m.source_name, m.event_type, m.correlation_id, m.generation
                FROM messages m LEFT JOIN claims c ON c.seq = m.seq
                WHERE m.id = ? AND m.queue = ? AND m.died IS NOT NULL AND m.expires_at > ?
                """
        )
        var results: [SendResult] = []
        results.reserveCapacity(orders.count)
        for order in orders {
            // Read in place, where a fetched row would be a copy.
            let found = try Row.fetchCursor(find, arguments: [order.id, queue, now])
            guard let row = try found.next(), !taken.contains(row[0]) else {
                results.append(.skipped("it is no longer in \(queue)"))
                continue
            }
            results.append(try take(order, row))
        }
        return results
    }

    /// Puts a message among those that move, if it can.
    private mutating func take(_ order: RedriveOrder, _ row: Row) throws -> SendResult {
        let owner: Int? = row[1]
        guard let owner, owner == number, let leased, leased > now else {
            return .skipped(try lock(of: owner))
        }
        let destination = order.destination ?? BundledDeadLetterBroker.destination(row[2], row[3], or: queue)
        let route = try routes[destination] ?? self.route(to: destination)
        routes[destination] = route
        var hasDied = false
        switch route {
        case .none(let why): return .failed(why)
        case .queue(_, _, let isDead): hasDied = isDead
        case .work: break
        }
        if let why = Sending.problem(order.edit) { return .failed(why) }
        let redrive = Redrive(
            id: order.id,
            key: order.key,
            task: task,
            newID: ids(),
            destination: destination,
            hasDied: hasDied,
            eventType: row[4],
            correlationID: row[5],
            generation: (row[6] as Int) + 1
        )
        let seq: Int64 = row[0]
        if destination.kind != .queue, order.edit == nil, try !isText(seq) {
            return .failed(
                "its body is not UTF-8 text, which \(destination) does not take; edit it, or send it to a queue"
            )
        }
        if destination.kind == .function, order.edit == nil, let why = try pointerProblem(seq) { return .failed(why) }
        try insert(redrive, seq, order.edit, route)
        taken.insert(seq)
        redrives.append(redrive)
        return .moved(redrive.newID)
    }

    private func insert(_ redrive: Redrive, _ seq: Int64, _ edit: RedriveOrder.Edit?, _ route: Route) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO moves(n, seq, key, new_id, to_kind, to_name, visible_at, expires_at, is_edited, attributes, body)
                VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        var times: (visible: Timestamp?, expires: Timestamp?)
        if case .queue(let visible, let expires, _) = route { times = (visible, expires) }
        let attributes = edit.map { Sending.mark($0.attributes, redrive) }
        try statement.execute(arguments: [
            redrives.count + 1, seq, redrive.key, redrive.newID, redrive.destination.kind.rawValue,
            redrive.destination.name, times.visible, times.expires, edit != nil, attributes.flatMap { $0 },
            try edit.map { try Payload.column($0.body) },
        ])
    }

    /// Who has a message that this task cannot send.
    private func lock(of owner: Int?) throws -> String {
        guard let owner, owner != number,
            let name = try db.text(
                """
                SELECT t.task FROM tasks t JOIN leases l ON l.task = t.number
                WHERE t.number = ? AND l.queue = ? AND l.until > ?
                """,
                [owner, queue, now]
            )
        else { return "its lock was lost" }
        return "it is locked by \(name)"
    }

    func route(to destination: DeadLetter.Destination) throws -> Route {
        do {
            try BundledDeadLetterBroker.require(destination, in: db)
        } catch let error as DeadLetterError {
            return .none(error.message)
        }
        guard destination.kind == .queue else { return .work }
        let row = try db.rows("SELECT delay, retention, dead, fifo FROM queues WHERE name = ?", [destination.name])[0]
        let isDead: Bool = row[2]
        if row[3] != isFIFO {
            return .none(
                isFIFO
                    ? "\(queue) is a FIFO queue and \(destination.name) is not: its messages go to FIFO queues only"
                    : "\(destination.name) is a FIFO queue and \(queue) is not: it takes messages of FIFO queues only"
            )
        }
        let delay = Duration.nanoseconds(isDead ? 0 : row[0] as Int64)
        return .queue(visible: now + delay, expires: now + .nanoseconds(row[1] as Int64), isDead: isDead)
    }

    /// Why an edited message cannot be sent.
    private static func problem(_ edit: RedriveOrder.Edit?) -> String? {
        guard let edit else { return nil }
        if edit.attributes.count > Queue.Limit.attributes {
            return "it was edited to \(edit.attributes.count) attributes; a message has 10 at most"
        }
        let size = edit.body.count + edit.attributes.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 6 }
        return size > Queue.Limit.bytes
            ? "it was edited to \(size) bytes; a message is no longer than \(Queue.Limit.bytes)" : nil
    }

    private static func mark(_ attributes: [String: String], _ redrive: Redrive) -> String? {
        var attributes = attributes
        let name = BundledDeadLetterBroker.attribute
        // A message that has ten others keeps them; the graveyard has what the attribute would say.
        if attributes[name] != nil || attributes.count < Queue.Limit.attributes {
            let mark: JSON = [
                "key": .string(redrive.key), "gen": .int(redrive.generation), "task": .string(redrive.task),
                "origin": .string(redrive.id),
            ]
            attributes[name] = mark.description
        }
        return Queue.column(attributes)
    }
}
