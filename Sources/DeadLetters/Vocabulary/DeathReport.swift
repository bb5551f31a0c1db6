package import EventModel

/// What a dead letter says itself about its death, in its attributes or its body, in the words of the system that moved it.
///
/// A value that cannot be read is left out and takes nothing else with it. Text is as it came: make it visible before it is shown.
package struct DeathReport: Hashable, Sendable {
    /// Who wrote down why the message died.
    package enum Vocabulary: String, Hashable, Sendable, CaseIterable {
        case lambdaDestination = "Lambda destination"
        case lambdaQueue = "Lambda dead-letter queue"
        case stream = "Lambda stream destination"
        case eventBridge = "EventBridge target"
        case eventBridgeBus = "EventBridge custom bus"
        case sns = "SNS subscription"
        case sqs = "SQS"
        case rabbitMQ = "RabbitMQ"
        case kafkaConnect = "Kafka Connect"
        case spring = "Spring for Apache Kafka"
        case azure = "Azure Service Bus"
        case nats = "NATS"
    }

    /// A row for a screen.
    package struct Fact: Hashable, Sendable {
        package var label: String
        package var value: String
        package init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    package var vocabulary: Vocabulary
    /// Why it was given up, in the vocabulary's own words: `RetriesExhausted`, `MaximumEventAgeInSeconds`, `rejected`.
    package var condition: String?
    package var error: ErrorInfo?
    /// How often it was tried in all.
    package var attempts: Int?
    /// Where it came from: a queue, topic, subject, stream or rule, by the name that the vocabulary gives it.
    package var source: String?
    /// What could not be reached or failed on it.
    package var destination: String?
    package var firstFailed: Timestamp?
    package var lastFailed: Timestamp?
    /// Of the function that failed.
    package var version: String?
    /// What else is told, as it is told.
    package var facts: [Fact] = []
    /// The message itself, byte for byte, where the dead letter is a record that wraps it.
    package var payload: [UInt8]?

    init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    /// Nil where the message says nothing that is known. One that passed through several systems is reported in the words of the one
    /// that tells most closely why it died, completed with what the others tell.
    package init?(letter: DeadLetter) {
        let reports = Self.all(letter)
        guard var report = reports.first else { return nil }
        for other in reports.dropFirst() { report.complete(with: other) }
        self = report
    }

    /// A report for each vocabulary that the message is written in, the closest first.
    package static func all(_ letter: DeadLetter) -> [DeathReport] {
        let record = DeathRecord(letter)
        let readers: [(DeathRecord) -> DeathReport?] = [
            stream, lambdaDestination, eventBridgeBus, eventBridge, spring, kafkaConnect, azure, nats, rabbitMQ, sns,
            lambdaQueue, sqs,
        ]
        return readers.compactMap { $0(record) }
    }

    /// Everything for a screen, what matters most first.
    package var rows: [Fact] {
        var rows = [Fact("told by", vocabulary.rawValue)]
        func add(_ label: String, _ value: String?) { if let value { rows.append(Fact(label, value)) } }
        add("condition", condition)
        add("error", error.map { $0.message.isEmpty ? $0.type : "\($0.type): \($0.message)" })
        add("attempts", attempts.map(String.init))
        add("source", source)
        add("destination", destination)
        add("first failed", firstFailed?.rfc3339())
        add("last failed", lastFailed?.rfc3339())
        add("version", version)
        return rows + facts
    }

    /// Values longer than this are cut, and rows after so many left out.
    static let longest = 4_096
    static let most = 100

    mutating func add(_ label: String, _ value: String?) {
        guard let value, !value.isEmpty, facts.count < Self.most else { return }
        facts.append(Fact(label, value.utf8.count > Self.longest ? String(value.prefix(Self.longest)) + "…" : value))
    }

    private mutating func complete(with other: DeathReport) {
        condition = condition ?? other.condition
        error = error ?? other.error
        attempts = attempts ?? other.attempts
        source = source ?? other.source
        destination = destination ?? other.destination
        firstFailed = firstFailed ?? other.firstFailed
        lastFailed = lastFailed ?? other.lastFailed
        version = version ?? other.version
        payload = payload ?? other.payload
        add("told too by", other.vocabulary.rawValue)
        for fact in other.facts where !facts.contains(fact) { add(fact.label, fact.value) }
    }
}
