package import EventModel
import GRDB

/// Dead letters made up for measurements and tests, alike in every run: each of about 430 bytes of JSON, with two failed attempts,
/// of a few causes, spread over time and over the space of ids as real ones are.
package struct SampleDeadLetters: Sendable {
    /// At most so many are put in by one transaction.
    private static let batch = 10_000
    private static let causes = [
        ErrorInfo(type: "Sandbox.Timedout", message: "Task timed out after 3 seconds"),
        ErrorInfo(type: "PaymentDeclined", message: "card 4242 was declined"),
        ErrorInfo(
            type: "ConnectionRefused",
            message: "connect to 10.0.0.17:5432 refused",
            stack: "Store.connect (Store.swift:88)"
        ),
        ErrorInfo(type: "ValidationError", message: "quantity -1 is below 0"),
        ErrorInfo(type: "OutOfStock", message: "item 1337 is out of stock"),
        ErrorInfo(type: "RateLimited", message: "429 after 12 tries"),
        ErrorInfo(
            type: "NullPointer",
            message: "customer 7 has no address",
            stack: "Shipping.label (Shipping.swift:12)"
        ),
    ]

    package var queue: String
    package var source: DeadLetter.Destination
    package var count: Int
    /// The last of them dies then, the others a millisecond apart before it.
    package var died: Timestamp
    /// How long the first of them has left then.
    package var retention: Duration

    package init(
        in queue: String,
        from source: DeadLetter.Destination,
        count: Int,
        died: Timestamp,
        retention: Duration = .seconds(14 * 86_400)
    ) {
        self.queue = queue
        self.source = source
        self.count = count
        self.died = died
        self.retention = retention
    }

    /// The id of one of them, from 0.
    package static func id(_ n: Int) -> String {
        // Later ones sort after earlier ones, as those of the pipeline do.
        uuidText(high: UInt64(n) << 16, low: UInt64(n) &* 0x9E37_79B9_7F4A_7C15)
    }

    /// Puts them into the queue of a broker's data directory.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`; what the journal throws.
    package func fill(_ broker: BundledDeadLetterBroker, progress: @Sendable (Int) -> Void = { _ in }) async throws {
        for first in stride(from: 0, to: count, by: Self.batch) {
            let end = min(count, first + Self.batch)
            try await broker.journal.write { db in
                try BundledDeadLetterBroker.require(queue, in: db)
                try insert(first..<end, in: db)
                try Schema.countDeaths(end - first, in: queue, db)
            }
            progress(end)
        }
    }

    private func insert(_ range: Range<Int>, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO messages(id, queue, sent, visible_at, expires_at, receive_count, first_received, correlation_id,
                    event_type, attempts, error, died, reason, source_kind, source_name, fingerprint, body)
                VALUES(?, ?, ?, ?, ?, 2, ?, ?, 'OrderCreated', ?, ?, ?, 'MaxReceiveCountExceeded', ?, ?, ?, ?)
                """
        )
        let prints = Self.causes.map { Fingerprint(error: $0, reason: "").id }
        let errors = Self.causes.map { $0.json.description }
        for n in range {
            let id = Self.id(n)
            let death = died - .milliseconds(count - 1 - n)
            let sent = death - .seconds(60)
            // The first cause has half of them, the second a quarter of the rest, and so on.
            let cause = min(Self.causes.count - 1, (n &+ 1).trailingZeroBitCount)
            var log = AttemptLog()
            for number in 1...2 {
                log.add(
                    DeadLetter.Attempt(
                        number: number,
                        at: sent + .seconds(number * 20),
                        error: Self.causes[cause],
                        requestID: uuidText(high: UInt64(n) << 20, low: UInt64(number))
                    )
                )
            }
            let flow = uuidText(high: ~UInt64(n) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(n))
            try statement.execute(arguments: [
                id, queue, sent, death, sent + retention, sent, flow, log.text, errors[cause], death,
                source.kind.rawValue, source.name, prints[cause], try Payload.column(Self.body(n, id, flow)),
            ])
        }
    }

    private static func body(_ n: Int, _ id: String, _ flow: String) -> [UInt8] {
        let note = String(repeating: "please leave the parcel with the neighbour on the left; ", count: 4)
        return Array(
            """
            {"id":"\(id)","type":"OrderCreated","correlationId":"\(flow)","customer":\(n % 10_007),\
            "items":[{"sku":"A-\(n % 911)","quantity":2,"price":19.99}],"note":"\(note)"}
            """.utf8
        )
    }
}
