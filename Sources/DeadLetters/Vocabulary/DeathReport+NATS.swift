import EventModel

extension DeathReport {
    /// The headers that movers to a dead-letter stream write, those of a message that was read by its sequence
    /// (https://docs.nats.io/nats-concepts/jetstream/headers), and the server's advisory that a message was given up, which names the
    /// message and does not have it.
    static func nats(_ record: DeathRecord) -> DeathReport? {
        if let advisory = record.objects.first(where: { isAdvisory($0) }) { return advised(advisory) }
        let names = ["x-dead-letter-reason", "x-original-subject", "x-original-stream", "Nats-Stream"]
        guard names.contains(where: { record.raw($0) != nil }) else { return nil }
        var report = DeathReport(.nats)
        report.condition = record.text("x-dead-letter-reason")
        report.source = record.text("x-original-subject") ?? record.text("Nats-Subject")
        report.attempts = record.integer("x-delivery-count")
        report.lastFailed = record.time("x-failed-at")
        report.add("stream", record.text("x-original-stream") ?? record.text("Nats-Stream"))
        report.add("sequence", record.text("Nats-Sequence"))
        report.add("stored", record.text("Nats-Time-Stamp"))
        report.add("message id", record.text("Nats-Msg-Id"))
        return report
    }

    private static func isAdvisory(_ object: JSON) -> Bool {
        object["type"]?.string?.hasPrefix("io.nats.jetstream.advisory.") == true && object["stream_seq"] != nil
    }

    private static func advised(_ advisory: JSON) -> DeathReport {
        func text(_ name: String) -> String? { advisory[name].flatMap(DeathRecord.text) }
        var report = DeathReport(.nats)
        report.condition = text("type")?.split(separator: ".").last.map(String.init)
        report.source = text("stream")
        report.destination = text("consumer")
        report.attempts = advisory["deliveries"].flatMap(DeathRecord.integer)
        report.lastFailed = advisory["timestamp"].flatMap(DeathRecord.time)
        report.add("sequence", text("stream_seq"))
        report.add("reason", text("reason"))
        report.add("only a pointer", "the message must be read from the stream by its sequence")
        return report
    }
}
