import EventModel

extension LineDecoder {
    /// The time in front of the object.
    var outsideTime: Timestamp? { outside.time }

    /// What was done to a line before names were looked for, in words; nil: nothing.
    var note: String? {
        if carried != nil { return "the record was in the text of another one" }
        if outside.time != nil || outside.severity != nil || outside.text != nil {
            return "the object has text around it"
        }
        return nil
    }

    var time: Timestamp? {
        has(.time) ? ownTime : outside.time
    }

    var severity: Severity? {
        guard has(.severity) else { return isRead(.time, as: .clef) ? .info : outside.severity }
        let isNextcloud =
            reading(.severity) == .plain && isRead(.correlation, as: .nextcloud) && isRead(.service, as: .nextcloud)
        return SeverityReading.value(tape, place(.severity), isNextcloud ? .nextcloud : reading(.severity))
    }

    var hop: HopKind? {
        guard has(.hop), tape.kind(place(.hop)) == .string else { return nil }
        return HopKind(rawValue: tape.string(place(.hop)))
    }

    /// The bytes of a field that is a string.
    @inline(__always)
    func bytes(_ field: RecordField) -> UnsafeBufferPointer<UInt8>? {
        guard has(field), tape.kind(place(field)) == .string else { return nil }
        let bytes = tape.bytes(place(field))
        return reading(field) == .plain ? bytes : TraceHeader.id(field, bytes, reading(field))
    }

    /// A field as text: a string as it is, anything else as JSON writes it.
    func text(_ field: RecordField) -> String? {
        guard has(field) else { return nil }
        if let bytes = bytes(field) { return String(decoding: bytes, as: UTF8.self) }
        switch tape.kind(place(field)) {
        case .string: return nil
        default: return tape.json(place(field)).description
        }
    }

    func integer(_ field: RecordField) -> Int? { has(field) ? tape.integer(place(field)) : nil }

    /// A duration in nanoseconds.
    func nanoseconds(_ field: RecordField) -> Int64? {
        guard has(field) else { return nil }
        let time = has(.time) ? tape.number(place(.time)) : nil
        let isWhole = time != nil && tape.kind(place(.time)) != .double
        let plain = time.map { DurationReading.unit(besideTime: $0, isWhole: isWhole) } ?? 1e6
        return DurationReading.value(tape, place(field), reading(field), plain: plain)
    }

    /// What ties the line to its flow: its correlation id, else its trace id, else the id of the request it belongs to.
    var flowField: RecordField? { flowKeys.field }

    /// Which ids the line has, as they are compared (``FlowKey``): of any name, headers taken apart, placeholders left out.
    var flowKeys: FlowKeys { FlowKeys(self) }

    var correlationID: String? { flowField.flatMap { text($0) } }

    var message: String? {
        if isRead(.message, as: .template), let bytes = bytes(.message) { return MessageTemplate.fill(bytes, tape) }
        if isRead(.message, as: .journal), tape.kind(place(.message)) == .array { return journalText(place(.message)) }
        if has(.envelopeLog), place(.envelopeLog) == place(.message), let text = bytes(.message) {
            // A container runtime keeps the newline.
            return String(
                decoding: text.last == 0x0A ? UnsafeBufferPointer(rebasing: text.dropLast()) : text,
                as: UTF8.self
            )
        }
        if let text = text(.message) { return text }
        if messageObject != 0 { return tape.json(messageObject).description }
        return (carried ?? outside.text).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The message where it is one string of the line, as most are; nil where it is put together, or no string.
    var messageBytes: UnsafeBufferPointer<UInt8>? {
        isRead(.message, as: .template) || has(.envelopeLog) ? nil : bytes(.message)
    }

    /// The systemd journal writes what is not printable as an array of bytes, and a field given twice as an array of texts.
    private func journalText(_ array: Int) -> String {
        var bytes: [UInt8] = []
        tape.elements(array) { element in
            if let byte = tape.integer(element) {
                bytes.append(UInt8(truncatingIfNeeded: byte))
            } else if tape.kind(element) == .string {
                if !bytes.isEmpty { bytes.append(0x0A) }
                bytes.append(contentsOf: tape.bytes(element))
            }
            return true
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    var errorType: String? {
        guard let type = text(.errorType) else { return nil }
        return type
    }

    var hasError: Bool { has(.errorType) || has(.errorMessage) }

    var error: ErrorInfo? {
        let stack = stack
        guard hasError else { return stack.flatMap(StackText.error) }
        var error = ErrorInfo(type: errorType ?? "", message: text(.errorMessage) ?? "", stack: stack)
        // What was thrown stands in a stack trace as well, which some loggers write for the message.
        if let thrown = StackText.error(error.message) ?? (error.message.isEmpty ? stack.flatMap(StackText.error) : nil)
        {
            if error.type.isEmpty { error.type = thrown.type }
            error.message = thrown.message
            error.stack = stack ?? thrown.stack
        }
        return error
    }

    private var stack: String? {
        var stack = text(.errorStack)
        if has(.errorStack), tape.kind(place(.errorStack)) == .array {
            var frames: [String] = []
            tape.elements(place(.errorStack)) { i in
                frames.append(tape.kind(i) == .string ? tape.string(i) : tape.json(i).description)
                return true
            }
            stack = frames.joined(separator: "\n")
        }
        return stack
    }

    /// Everything the line says, as a tree.
    var fields: JSON? {
        tape.json(JSONTape.top)
    }
}
