package import EventModel

/// Telemetry lines on their way to a ``TelemetryWriter``: JSON objects, one a line, written straight into bytes.
package struct TelemetryLines: Sendable {
    package private(set) var bytes: [UInt8] = []
    package private(set) var count = 0
    /// The last instant as it is written: of lines that come together nearly all have the same.
    private var instant: (at: Timestamp, text: [UInt8])?

    package init() {}

    /// What every line says.
    package struct Head: Sendable {
        package var at: Timestamp
        package var severity: Severity
        package var service: String
        package var eventType: String
        package var correlationID: String?
        package var message: String

        package init(
            _ at: Timestamp,
            _ severity: Severity,
            service: String,
            eventType: String,
            correlationID: String?,
            _ message: String
        ) {
            self.at = at
            self.severity = severity
            self.service = service
            self.eventType = eventType
            self.correlationID = correlationID
            self.message = message
        }
    }

    /// Appends one line: the head, then what `more` adds.
    package mutating func add(_ head: Head, _ more: (inout Fields) -> Void = { _ in }) {
        bytes.append(contentsOf: "{\"timestamp\":\"".utf8)
        if instant?.at != head.at {
            var text: [UInt8] = []
            head.at.appendRFC3339(to: &text, digits: 6)
            instant = (head.at, text)
        }
        if let instant { bytes.append(contentsOf: instant.text) }
        bytes.append(contentsOf: "\",\"severity\":\"".utf8)
        bytes.append(contentsOf: head.severity.label.utf8)
        bytes.append(contentsOf: "\",\"service_name\":".utf8)
        JSON.write(head.service, to: &bytes)
        bytes.append(contentsOf: ",\"event_type\":".utf8)
        JSON.write(head.eventType, to: &bytes)
        if let id = head.correlationID {
            bytes.append(contentsOf: ",\"correlation_id\":".utf8)
            JSON.write(id, to: &bytes)
        }
        bytes.append(contentsOf: ",\"message\":".utf8)
        JSON.write(head.message, to: &bytes)
        // Handed over and back, never shared: a second owner would make each line copy all that were there before.
        var fields = Fields(bytes: [])
        swap(&fields.bytes, &bytes)
        more(&fields)
        fields.bytes.append(contentsOf: "}\n".utf8)
        swap(&fields.bytes, &bytes)
        count += 1
    }

    /// Hands on what is there, once it is many bytes, and begins anew.
    mutating func hand(to writer: TelemetryWriter, above bytes: Int = 1 << 18) {
        guard self.bytes.count > bytes else { return }
        writer.write(self)
        writer.flush()
        self.bytes = []
        count = 0
    }

    /// Appends an object as one line.
    mutating func add(_ record: JSON) {
        record.write(to: &bytes)
        bytes.append(0x0A)
        count += 1
    }

    /// Appends lines as `write` puts them together.
    mutating func add(lines: Int, _ write: (inout [UInt8]) -> Void) {
        write(&bytes)
        count += lines
    }

    /// Appends another's lines.
    package mutating func add(_ other: TelemetryLines) {
        bytes.append(contentsOf: other.bytes)
        count += other.count
    }

    /// The members after the head. A member without a value is left out.
    package struct Fields {
        fileprivate var bytes: [UInt8]

        private mutating func name(_ name: String) {
            bytes.append(UInt8(ascii: ","))
            JSON.write(name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
        }
        package mutating func add(_ name: String, _ value: String?) {
            guard let value else { return }
            self.name(name)
            JSON.write(value, to: &bytes)
        }
        package mutating func add(_ name: String, _ value: Int?) {
            guard let value else { return }
            self.name(name)
            bytes.append(contentsOf: String(value).utf8)
        }
        package mutating func add(_ name: String, _ value: Bool) {
            self.name(name)
            bytes.append(contentsOf: (value ? "true" : "false").utf8)
        }
        /// In milliseconds with a fraction, rounded to a microsecond.
        package mutating func add(_ name: String, milliseconds value: Duration) {
            let microseconds = Double((value.nanoseconds + 500) / 1000)
            add(name, JSON.double(microseconds / 1000))
        }
        package mutating func add(_ name: String, _ value: JSON?) {
            guard let value else { return }
            self.name(name)
            value.write(to: &bytes)
        }
    }
}

extension Severity {
    /// The word in our own lines: upper case.
    package var label: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warn: "WARN"
        case .error: "ERROR"
        case .fatal: "FATAL"
        }
    }
}
