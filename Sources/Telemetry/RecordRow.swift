package import EventModel

/// One record as a list shows it. Built from the store's columns only for rows that are on screen or printed.
package struct RecordRow: Hashable, Sendable, Identifiable {
    /// The record's place in the order of arrival, counted from 0 since the store was made; never reused, so it stays
    /// valid as an anchor while old records are dropped.
    package var id: Int
    /// Nil: the line says no time, and ``received`` stands for it.
    package var timestamp: Timestamp?
    package var received: Timestamp
    package var severity: Severity?
    package var service: String?
    package var eventType: String?
    package var correlationID: String?
    /// The message; of a line that is no JSON object, the raw line. May hold any character: whoever prints it makes
    /// control characters visible.
    package var message: String
    /// False: the line says no message, and ``message`` is empty.
    package var hasMessage = true
    package var hop: HopKind?
    package var resource: String?
    package var attempt: Int?
    package var duration: Duration?
    package var errorType: String?
    /// The line was not JSON, not UTF-8, or too long, and was kept raw.
    package var malformed: Bool
    /// Its line was left in its file and is no longer there; what is said of it comes from what was noted when it was read.
    package var isGone = false
    /// The file (or `-`, or `pipeline`) it came from, and its line there, counted from 1.
    package var file: String
    package var line: Int

    package init(
        id: Int,
        timestamp: Timestamp? = nil,
        received: Timestamp = Timestamp(nanoseconds: 0),
        severity: Severity? = nil,
        service: String? = nil,
        eventType: String? = nil,
        correlationID: String? = nil,
        message: String = "",
        hop: HopKind? = nil,
        resource: String? = nil,
        attempt: Int? = nil,
        duration: Duration? = nil,
        errorType: String? = nil,
        malformed: Bool = false,
        file: String = "",
        line: Int = 0
    ) {
        self.id = id
        self.timestamp = timestamp
        self.received = received
        self.severity = severity
        self.service = service
        self.eventType = eventType
        self.correlationID = correlationID
        self.message = message
        self.hop = hop
        self.resource = resource
        self.attempt = attempt
        self.duration = duration
        self.errorType = errorType
        self.malformed = malformed
        self.file = file
        self.line = line
    }

    /// The time to show and to sort by.
    package var time: Timestamp { timestamp ?? received }
}
