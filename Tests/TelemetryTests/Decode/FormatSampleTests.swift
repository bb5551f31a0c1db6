import EventModel
import Testing

@testable import Telemetry

/// Lines in the shape of every common logger and platform, written for these tests, with what must be read from each.
@Suite("Lines of every common logger and platform")
struct FormatSampleTests {
    @Test(arguments: FormatSamples.all)
    func isRead(_ sample: FormatSample) throws {
        let records = RecordReader.records(of: sample.text)
        #expect(records.count == 1)
        let record = try #require(records.first)
        #expect(record.isRecord)
        #expect(record.time?.rfc3339(digits: 6) == sample.time)
        #expect(record.severity == sample.severity)
        #expect(record.message == sample.message)
        #expect(record.service == sample.service)
        #expect(record.eventType == sample.type)
        #expect(record.correlation == sample.correlation)
        #expect(record.trace == sample.trace)
        #expect(record.request == sample.request)
        #expect(record.event == sample.event)
        #expect(record.cause == sample.cause)
        #expect((record.error.map { $0.type.isEmpty ? $0.message : $0.type }) == sample.error)
        #expect(record.duration == sample.milliseconds.map { Int64(($0 * 1e6).rounded()) })
    }

    @Test("Lines among each other are read as they are alone")
    func together() {
        let records = RecordReader.records(of: FormatSamples.all.map(\.text).joined(separator: "\n"))
        let alone = FormatSamples.all.flatMap { RecordReader.records(of: $0.text) }
        #expect(records.map(\.message) == alone.map(\.message))
        #expect(records.map(\.keys) == alone.map(\.keys))
    }
}

/// A line and what must be read from it; nil is what the line does not say.
struct FormatSample: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var time: String?
    var severity: Severity?
    var message: String?
    var service: String?
    var type: String?
    var correlation: String?
    var trace: String?
    var request: String?
    var event: String?
    var cause: String?
    var error: String?
    var milliseconds: Double?

    init(
        _ name: String,
        _ text: String,
        time: String? = nil,
        _ severity: Severity? = nil,
        _ message: String? = nil,
        service: String? = nil,
        type: String? = nil,
        correlation: String? = nil,
        trace: String? = nil,
        request: String? = nil,
        event: String? = nil,
        cause: String? = nil,
        error: String? = nil,
        milliseconds: Double? = nil
    ) {
        (self.name, self.text, self.time, self.severity, self.message) = (name, text, time, severity, message)
        (self.service, self.type, self.correlation, self.trace) = (service, type, correlation, trace)
        (self.request, self.event, self.cause, self.error) = (request, event, cause, error)
        self.milliseconds = milliseconds
    }

    var testDescription: String { name }
}
