import CSimdjson
import EventModel

/// Reads the columns of a record straight from the text of an ordinary line: one JSON object on one line, its fields written plainly.
/// What is not so is left to ``LineDecoder``, which reads everything; of what both read they say the same.
///
/// Not `Sendable`: one for each thread that fills chunks.
final class FastLine {
    private let parser: OpaquePointer
    private let names: ScanNames
    private let aliases: AliasTable
    private static let room = 64
    private let hits: UnsafeMutablePointer<tailrace_json_hit>
    /// For each field the hit that holds it plus one (0: none), the rank of its name and how it is to be read.
    private let places: UnsafeMutablePointer<UInt8>
    private let ranks: UnsafeMutablePointer<Int16>
    private let readings: UnsafeMutablePointer<FieldReading>
    private static let fieldCount = RecordField.allCases.count
    /// What changes from line to line, behind a pointer for the same reason as in ``LineDecoder``.
    private struct State {
        /// The line's first byte.
        var line = UnsafePointer<UInt8>(bitPattern: 8).unsafelyUnwrapped
        var clock = MinuteCache()
        /// Nothing in the line being noted was left out because of what a value says.
        var isPlain = true
    }
    private let state: UnsafeMutablePointer<State>
    private let shape = LineShape(room: FastLine.room, fields: FastLine.fieldCount)

    init(aliases: AliasTable = .process) {
        // Where there is no memory Swift's own collections end the process too; nothing could be said of a line without this.
        guard let parser = tailrace_json_parser_new() else { fatalError("no memory for a JSON parser") }
        self.parser = parser
        self.aliases = aliases
        names = aliases.scanNames
        state = .allocate(capacity: 1)
        state.initialize(to: State())
        hits = .allocate(capacity: FastLine.room)
        places = .allocate(capacity: FastLine.fieldCount)
        ranks = .allocate(capacity: FastLine.fieldCount)
        readings = .allocate(capacity: FastLine.fieldCount)
        readings.initialize(repeating: .plain, count: FastLine.fieldCount)
    }

    deinit {
        tailrace_json_parser_free(parser)
        state.deallocate()
        hits.deallocate()
        places.deallocate()
        ranks.deallocate()
        readings.deallocate()
    }

    /// What is found in a line, by value.
    struct Columns {
        var time = Chunk.none
        var duration = Chunk.none
        var severity = Chunk.noByte
        var hop = Chunk.noByte
        var attempt: UInt16 = 0
        var hasError = false
        var hasRetry = false
        var hasNoReader = false
        var hasRequest = false
        var isEnd = false
    }

    /// Scans a line; nil: it is not an ordinary one. Texts of fields can be asked for until the next scan.
    ///
    /// - Parameter text: without its newline; ``LineDecoder/padding`` readable bytes follow it.
    func scan(_ text: UnsafeBufferPointer<UInt8>) -> Columns? {
        guard let base = text.baseAddress, text.count > 1, base[0] == UInt8(ascii: "{") else { return nil }
        let found = Int(tailrace_json_scan(parser, base, text.count, names.handle, hits, Int32(FastLine.room)))
        guard found >= 0 else { return nil }
        state.pointee.line = base
        if shape.recall(hits, found, of: base, into: places, readings) { return carriesRecord() ? nil : columns() }
        state.pointee.isPlain = true
        places.update(repeating: 0, count: FastLine.fieldCount)
        ranks.update(repeating: .max, count: FastLine.fieldCount)
        for i in 0..<found where !note(i) { return nil }
        if has(.envelopeLog), has(.envelopeStream) { return nil }
        settle()
        if isOrdinary() {
            if state.pointee.isPlain { shape.note(hits, found, aliases, places, readings) }
            return carriesRecord() ? nil : columns()
        }
        return nil
    }

    /// Takes a hit for the fields its name stands for, as ``LineDecoder`` does; false: only that can judge it.
    @inline(__always)
    private func note(_ i: Int) -> Bool {
        let kind = hits[i].kind
        if kind == UInt8(ascii: "n") { return true }
        let isText = kind == UInt8(ascii: "\"") || kind == UInt8(ascii: "\\")
        for use in aliases.uses(Int(hits[i].meaning)) {
            let field = use.field.rawValue
            guard use.rank <= ranks[field] else { continue }
            // What it holds has names of its own.
            if kind == UInt8(ascii: "{"), use.field.isID { continue }
            switch use.reading {
            case .plain, .nanoseconds, .microseconds, .milliseconds, .seconds, .syslog, .python, .openTelemetry, .azure,
                .flow, .envelope, .nextcloud, .mongoDB, .text:
                break
            case .word:
                state.pointee.isPlain = false
                guard kind == UInt8(ascii: "\"") else {
                    if isText { return false }
                    continue
                }
                if SeverityReading.plainWord(bytes(hits[i])) == nil { continue }
            default: return false
            }
            switch kind {
            case UInt8(ascii: "{"):
                if use.field == .metrics || use.field == .envelope || use.field == .time { return false }
                continue
            case UInt8(ascii: "["):
                if use.field == .metrics || use.field == .message || use.field == .several || use.field.isID {
                    return false
                }
                if use.field != .errorStack { continue }
            case UInt8(ascii: "\""):
                if hits[i].count == 0 { state.pointee.isPlain = false }
                if hits[i].count == 0, use.field != .message { continue }
                if hits[i].count == 1, bytes(hits[i])[0] == UInt8(ascii: "-"), use.field.hasDash {
                    state.pointee.isPlain = false
                    continue
                }
                if use.field.isID || use.field.isError, FlowKey.isPlaceholder(bytes(hits[i])) {
                    state.pointee.isPlain = false
                    continue
                }
                if use.field == .several { continue }
            case UInt8(ascii: "\\"):
                if use.field == .several { continue }
            default:
                if use.reading == .text || use.field == .several { continue }
                if use.field.isID { return false }
                if use.field.isError {
                    // Only the whole parser tells a zero.
                    if kind == UInt8(ascii: "0") { return false }
                    if kind == UInt8(ascii: "f") { continue }
                }
            }
            if use.field == .envelope { return false }
            places[field] = UInt8(i + 1)
            ranks[field] = use.rank
            readings[field] = use.reading
        }
        return true
    }

    /// Forgets what means something only beside what is not there.
    private func settle() {
        for field in [RecordField.service, .correlation, .resource, .eventID, .message] where has(field) {
            let reading = readings[field.rawValue]
            if reading == .envelope || reading == .mongoDB && (field == .service || field == .correlation) {
                places[field.rawValue] = 0
            }
        }
    }

    private func isRead(_ field: RecordField, as reading: FieldReading) -> Bool {
        has(field) && readings[field.rawValue] == reading
    }

    /// Whether a message may be a record of its own, written as text.
    private func carriesRecord() -> Bool {
        guard has(.message) else { return false }
        let hit = hit(.message)
        guard hit.kind == UInt8(ascii: "\"") || hit.kind == UInt8(ascii: "\\") else { return false }
        let text = bytes(hit)
        var at = 0
        while at < text.count, LineDecoder.isSpace(text[at]) || text[at] == UInt8(ascii: "\\") {
            at += text[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        return at < text.count && text[at] == UInt8(ascii: "{")
    }

    @inline(__always)
    private func has(_ field: RecordField) -> Bool { places[field.rawValue] != 0 }

    @inline(__always)
    private func hit(_ field: RecordField) -> tailrace_json_hit { hits[Int(places[field.rawValue]) - 1] }

    @inline(__always)
    private func bytes(_ hit: tailrace_json_hit) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: state.pointee.line + Int(hit.start), count: Int(hit.count))
    }

    /// A field's text as it is written; nil: it has none.
    @inline(__always)
    func text(_ field: RecordField) -> UnsafeBufferPointer<UInt8>? {
        guard has(field) else { return nil }
        let hit = hit(field)
        return hit.kind == UInt8(ascii: "\"") ? bytes(hit) : nil
    }

    /// It is there, but only ``LineDecoder`` can spell it.
    @inline(__always)
    private func isOdd(_ field: RecordField) -> Bool { has(field) && hit(field).kind != UInt8(ascii: "\"") }

    /// The ids that say which flow the line belongs to.
    @inline(__always)
    var flowKeys: FlowKeys {
        FlowKeys(
            correlation: text(.correlation),
            trace: text(.trace),
            request: text(.request),
            isFlow: isRead(.request, as: .flow)
        )
    }

    /// Whether names and kinds of values, whatever the values, are ones that ``columns()`` reads as ``LineDecoder`` does.
    private func isOrdinary() -> Bool {
        if isRead(.time, as: .mongoDB) || isRead(.correlation, as: .nextcloud) && isRead(.service, as: .nextcloud) {
            return false
        }
        return
            !(isOdd(.correlation) || isOdd(.trace) || isOdd(.request) || isOdd(.eventID) || isOdd(.cause)
            || isOdd(.service)
            || isOdd(.eventType) || isOdd(.resource) || isOdd(.errorType))
    }

    private func columns() -> Columns? {
        var columns = Columns()
        // Nanoseconds of a duration whose name says no unit.
        var plainUnit = 1e6
        if has(.time) {
            let hit = hit(.time)
            switch hit.kind {
            case UInt8(ascii: "\""):
                guard let time = state.pointee.clock.read(bytes(hit)) else { return nil }
                columns.time = time
            case UInt8(ascii: "0"):
                guard let number = PlainNumber(bytes(hit)) else { return nil }
                plainUnit = DurationReading.unit(besideTime: number.value, isWhole: number.isWhole)
                guard let time = time(number, readings[RecordField.time.rawValue]) else { return nil }
                columns.time = time.nanoseconds
            default: return nil
            }
        }
        if has(.severity) {
            let hit = hit(.severity)
            switch hit.kind {
            case UInt8(ascii: "\""):
                guard let severity = SeverityReading.word(bytes(hit)) else { return nil }
                columns.severity = severity.rawValue
            case UInt8(ascii: "0"):
                guard let number = PlainNumber(bytes(hit)), let n = number.integer else { return nil }
                let severity = SeverityReading.number(n, readings[RecordField.severity.rawValue])
                columns.severity = severity?.rawValue ?? Chunk.noByte
            default: return nil
            }
        }
        if has(.hop) {
            guard let name = text(.hop) else { return nil }
            columns.hop = HopKind(rawValue: String(decoding: name, as: UTF8.self))?.code ?? Chunk.noByte
        }
        if has(.duration) {
            let hit = hit(.duration)
            guard hit.kind == UInt8(ascii: "0"), let number = PlainNumber(bytes(hit)) else { return nil }
            let unit: Double =
                switch readings[RecordField.duration.rawValue] {
                case .nanoseconds: 1
                case .microseconds: 1e3
                case .milliseconds: 1e6
                case .seconds: 1e9
                default: plainUnit
                }
            columns.duration = DurationReading.bounded(number.value * unit) ?? Chunk.none
        }
        if has(.attempt) {
            let hit = hit(.attempt)
            guard hit.kind == UInt8(ascii: "0"), let n = PlainNumber(bytes(hit))?.integer else { return nil }
            columns.attempt = UInt16(clamping: n)
        }
        columns.hasError = has(.errorType) || has(.errorMessage)
        columns.hasRetry = has(.retryIn)
        if has(.readers), hit(.readers).kind == UInt8(ascii: "0"), let number = PlainNumber(bytes(hit(.readers))) {
            columns.hasNoReader = number.isWhole && number.integer == 0
        }
        columns.hasRequest = has(.request)
        if has(.trace), TraceHeader.isXRay(bytes(hit(.trace))) { return nil }
        if columns.hop == HopKind.invoke.code, let message = text(.message) {
            columns.isEnd = message.elementsEqual("END".utf8)
        }
        return columns
    }

    private func time(_ number: PlainNumber, _ reading: FieldReading) -> Timestamp? {
        guard let n = number.integer, number.isWhole else {
            return reading == .plain && TimeReading.isNoTime(number.value) ? nil : TimeReading.epoch(number.value)
        }
        return switch reading {
        case .nanoseconds: TimeReading.scaled(n, by: 1)
        case .microseconds: TimeReading.scaled(n, by: 1_000)
        case .milliseconds: TimeReading.scaled(n, by: 1_000_000)
        case .seconds: TimeReading.scaled(n, by: 1_000_000_000)
        default: TimeReading.isNoTime(number.value) ? nil : TimeReading.epoch(n)
        }
    }
}
