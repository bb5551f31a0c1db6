import Dashboard
import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// The dead-letter queues of `screens.md`.
enum SampleDeadLetters {
    static let now = SampleFlow.at(190_000)

    static let declined = DeadLetterGroup(
        fingerprint: "c0ffee000001",
        error: "CardDeclined: card ending # declined",
        count: 7,
        first: now - .seconds(120),
        last: now - .seconds(8),
        trend: [1, 0, 2, 3, 5, 4, 6, 7]
    )
    static let silent = DeadLetterGroup(
        fingerprint: "c0ffee000002",
        error: "Timeout: gateway silent for # ms",
        count: 2,
        first: now - .seconds(80),
        last: now - .seconds(46),
        trend: [0, 0, 1, 0, 0, 1, 0, 0]
    )

    static let queues = [
        DeadLetterQueueSummary(
            queue: DeadLetterQueue(
                name: "payments-dlq",
                source: "orders-payment",
                depth: 9,
                oldest: now - .seconds(190),
                expires: now + .seconds(14 * 86_400 - 3600),
                maxReceiveCount: 3
            ),
            groups: [declined, silent]
        ),
        DeadLetterQueueSummary(
            queue: DeadLetterQueue(
                name: "uploads-dlq",
                source: "target csv-uploads/validate",
                depth: 5,
                oldest: now - .seconds(30)
            ),
            groups: []
        ),
    ]

    static func letter(_ number: Int, generation: Int = 0, lockedBy: String? = nil, body: [UInt8]? = nil) -> DeadLetter
    {
        let error = ErrorInfo(
            type: "CardDeclined",
            message: "card ending 0341 declined: insufficient funds",
            stack: "PaymentService.charge  payments.swift:88\nPaymentHandler.handle  payments.swift:41"
        )
        let died = now - .seconds(130 - 10 * number)
        let attempts = (1...3).map {
            DeadLetter.Attempt(
                number: $0,
                at: died - .milliseconds(900 * (3 - $0)),
                error: error,
                requestID: "request-\(number)-\($0)"
            )
        }
        let text =
            #"{"specversion":"1.0","id":"event-\#(number)","type":"OrderPlaced","subject":"order-\#(1041 + number)","#
            + #""data":{"total":42.10,"card":"0341","items":[{"sku":"A-1","count":2}]}}"#
        return DeadLetter(
            id: "message-\(number)",
            queue: "payments-dlq",
            source: DeadLetter.Destination(.queue, "orders-payment"),
            eventType: "OrderPlaced",
            correlationID: number == 1 ? SampleFlow.id : "77aa\(number)000-7a40-4d1b-9c55-0a1b2c3d01c\(number)",
            reason: "MaxReceiveCountExceeded",
            error: error,
            attempts: attempts,
            receiveCount: 3,
            generation: generation,
            firstFailed: attempts[0].at,
            died: died,
            expires: died + .seconds(14 * 86_400),
            attributes: ["ERROR_CODE": "CardDeclined", "RETRY_ATTEMPTS": "3"],
            body: body ?? Array(text.utf8),
            lockedBy: lockedBy
        )
    }

    static let letters = [
        letter(1), letter(2), again(3, generation: 1), letter(4, lockedBy: "redrive-5f2c1c5e7a40"),
        again(5, generation: 3), soon(letter(6)), letter(7),
    ]

    /// A message that retention deletes in three hours.
    static func soon(_ letter: DeadLetter) -> DeadLetter {
        var letter = letter
        letter.expires = now + .seconds(3 * 3_600 + 60)
        return letter
    }

    static func view(_ letters: [DeadLetter] = letters) -> DeadLetterView {
        var view = DeadLetterView()
        view.available = true
        view.loaded = true
        view.queues = queues
        view.pages = [DeadLetterPage(queue: "payments-dlq", group: declined.fingerprint): letters]
        return view
    }

    static func plan(
        _ ids: [String]? = nil,
        _ options: RedriveOptions = RedriveOptions(),
        warnings: [String] = []
    ) -> RedrivePlan {
        let ids = ids ?? letters.map(\.id)
        var plan = RedrivePlan(id: "task-1", queue: "payments-dlq", options: options, frozen: now)
        plan.ids = ids
        plan.destinations = [DeadLetter.Destination(.queue, "orders-payment"): ids.count]
        plan.bytes = 4_100
        plan.largest = 612
        plan.warnings = warnings
        return plan
    }

    /// What setting the card makes of the first so many messages.
    static func changes(_ count: Int = 7) -> [MessageChange] {
        letters.prefix(count).map { letter in
            let change = BodyChange(path: "$.data.card", value: "\"4242\"")
            return MessageEdit.change(of: letter, changes: [change])
        }
    }

    /// A message that was redriven before, with what it died of then.
    static func again(_ number: Int, generation: Int) -> DeadLetter {
        var letter = letter(number, generation: generation)
        letter.history = (0..<generation).map { life in
            let died = letter.died - .seconds(3_600 * (generation - life))
            return DeadLetter.Life(
                generation: life,
                died: died,
                reason: "MaxReceiveCountExceeded",
                error: ErrorInfo(type: "Timeout", message: "gateway silent for 2000 ms"),
                attempts: [
                    DeadLetter.Attempt(
                        number: 1,
                        at: died - .seconds(2),
                        error: ErrorInfo(type: "Timeout", message: "gateway silent for 2000 ms")
                    )
                ],
                task: "task-0",
                actor: "ana",
                redriven: died + .seconds(600)
            )
        }
        return letter
    }

    static let warnings = [
        "3 were redriven before and died again",
        "1 is locked by task redrive-5f2c1c5e7a40 and will be skipped unless that task ends first",
    ]

    static func driver(
        _ size: Size = DashboardDriver.narrow,
        theme: Theme = Theme(),
        _ view: DeadLetterView = view()
    ) -> DashboardDriver {
        DashboardDriver(.deadLetters, size: size, theme: theme) {
            $0.now = now
            $0.deadLetters = view
            $0.trace = SampleFlow.tree()
        }
    }
}
