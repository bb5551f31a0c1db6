import EventModel

/// A dead letter as one line of an export: all that it is, times in nanoseconds, so that nothing is lost on the way back.
enum LetterLine {
    static func write(_ letter: DeadLetter) -> [UInt8] {
        let (body, encoding) = letter.encodedBody
        let json: JSON = [
            "version": 1,
            "id": .string(letter.id),
            "queue": .string(letter.queue),
            "source": letter.source.json,
            "event_type": text(letter.eventType),
            "correlation_id": text(letter.correlationID),
            "reason": .string(letter.reason),
            "error": error(letter.error),
            "attempts": attempts(letter.attempts),
            "receive_count": .int(letter.receiveCount),
            "generation": .int(letter.generation),
            "first_failed": time(letter.firstFailed),
            "died": time(letter.died),
            "expires": time(letter.expires),
            "attributes": .object(
                JSON.Object(letter.attributes.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
            ),
            "function_version": text(letter.version),
            "history": .array(letter.history.map(life)),
            "body_encoding": .string(encoding),
            "body": .string(body),
        ]
        return json.utf8 + [0x0A]
    }

    private static func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
    private static func time(_ time: Timestamp?) -> JSON { time.map { .int(Int($0.nanoseconds)) } ?? .null }
    private static func error(_ error: ErrorInfo?) -> JSON { error?.json ?? .null }

    private static func attempts(_ attempts: [DeadLetter.Attempt]) -> JSON {
        .array(
            attempts.map {
                [
                    "number": .int($0.number), "at": time($0.at), "error": error($0.error),
                    "request_id": text($0.requestID),
                ]
            }
        )
    }

    private static func life(_ life: DeadLetter.Life) -> JSON {
        [
            "generation": .int(life.generation), "died": time(life.died), "reason": .string(life.reason),
            "error": error(life.error), "attempts": attempts(life.attempts), "task": .string(life.task),
            "actor": .string(life.actor), "redriven": time(life.redriven),
        ]
    }
}
