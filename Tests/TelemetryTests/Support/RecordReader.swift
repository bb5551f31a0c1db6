import EventModel

@testable import Telemetry

/// A record as the decoder reads it.
struct ReadRecord: Equatable {
    var line = 0
    var lines = 1
    var isRecord = false
    var time: Timestamp?
    var severity: Severity?
    var message: String?
    var service: String?
    var eventType: String?
    var correlation: String?
    var trace: String?
    var request: String?
    var event: String?
    var cause: String?
    var flow: String?
    var hop: HopKind?
    var duration: Int64?
    var error: ErrorInfo?
    var keys = FlowKeys()
    var fields: JSON?
    var text: [UInt8] = []
}

/// Reads a text as a store does: lines, records of several lines, several records of a line.
enum RecordReader {
    static func records(of text: String) -> [ReadRecord] { records(of: Array(text.utf8)) }

    static func records(of text: [UInt8]) -> [ReadRecord] {
        let decoder = LineDecoder(aliases: .standard)
        var assembler = RecordAssembler()
        var records: [ReadRecord] = []
        func emit(_ record: UnsafeBufferPointer<UInt8>, _ first: Int, _ lines: Int) {
            if let several = RecordSplitter.records(in: record, decoder: decoder) {
                for one in several { records.append(read(one, decoder, first, lines)) }
            } else {
                records.append(read(Array(record), decoder, first, lines))
            }
        }
        var number = 0
        var start = 0
        let padded = text + [UInt8](repeating: 0, count: LineDecoder.padding)
        padded.withUnsafeBufferPointer { padded in
            while start < text.count {
                number += 1
                let end = padded[start..<text.count].firstIndex(of: 0x0A) ?? text.count
                var line = UnsafeBufferPointer(rebasing: padded[start..<end])
                if line.last == 0x0D { line = UnsafeBufferPointer(rebasing: line.dropLast()) }
                start = end + 1
                if line.isEmpty { continue }
                if assembler.isIdle, !RecordAssembler.needsAssembly(line) {
                    emit(line, number, 1)
                } else {
                    assembler.take(line, number: number, emit: emit)
                }
            }
            assembler.finish(emit: emit)
        }
        return records
    }

    static func read(_ line: [UInt8], _ decoder: LineDecoder, _ number: Int = 1, _ lines: Int = 1) -> ReadRecord {
        let padded = line + [UInt8](repeating: 0, count: LineDecoder.padding)
        var record = ReadRecord(line: number, lines: lines, text: line)
        padded.withUnsafeBufferPointer { padded in
            guard decoder.decode(UnsafeBufferPointer(rebasing: padded[..<line.count])) else { return }
            record.isRecord = true
            record.time = decoder.time
            record.severity = decoder.severity
            record.message = decoder.message
            record.service = decoder.text(.service)
            record.eventType = decoder.text(.eventType)
            record.correlation = decoder.text(.correlation)
            record.trace = decoder.text(.trace)
            record.request = decoder.text(.request)
            record.event = decoder.text(.eventID)
            record.cause = decoder.text(.cause)
            record.flow = decoder.correlationID
            record.hop = decoder.hop
            record.duration = decoder.nanoseconds(.duration)
            record.error = decoder.error
            record.keys = decoder.flowKeys
            record.fields = decoder.fields
        }
        return record
    }
}
