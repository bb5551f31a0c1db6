extension LineDecoder {
    /// Finds the fields.
    ///
    /// - Parameter outer: so many members come from an envelope; what they say stands, whatever follows.
    func collect(outer: Int? = nil) {
        places.update(repeating: 0, count: Self.fieldCount)
        ranks.update(repeating: .max, count: Self.fieldCount)
        messageObject = 0
        if let outer {
            collectMerged(outer)
        } else {
            collect(JSONTape.top, table: 0, tape)
        }
        settle()
    }

    private func collectMerged(_ outer: Int) {
        var seen = 0
        tape.members(JSONTape.top) { name, value in
            if seen == outer { keepOuter() }
            seen += 1
            member(name, value, table: 0, tape)
            return true
        }
    }

    private func keepOuter() {
        for field in RecordField.allCases {
            switch field {
            case .message:
                places[field.rawValue] = 0
                ranks[field.rawValue] = .max
            case .eventID, .cause, .hop, .resource, .several: break
            default:
                if places[field.rawValue] != 0, ranks[field.rawValue] < AliasTable.weakRank {
                    ranks[field.rawValue] = -1
                }
            }
        }
        messageObject = 0
    }

    /// Forgets what means something only beside what is not there.
    private func settle() {
        // So short a name says nothing unless the time is written as MongoDB does.
        if !isRead(.time, as: .mongoDB) {
            if isRead(.service, as: .mongoDB) { places[RecordField.service.rawValue] = 0 }
            if isRead(.correlation, as: .mongoDB) { places[RecordField.correlation.rawValue] = 0 }
        }
        if !has(.envelope) {
            if isRead(.service, as: .envelope) { places[RecordField.service.rawValue] = 0 }
            if isRead(.resource, as: .envelope) { places[RecordField.resource.rawValue] = 0 }
            if isRead(.eventID, as: .envelope) { places[RecordField.eventID.rawValue] = 0 }
            if isRead(.message, as: .envelope) { places[RecordField.message.rawValue] = 0 }
        }
    }

    private func collect(_ object: Int, table: Int, _ tape: JSONTape) {
        tape.members(object) { name, value in
            member(name, value, table: table, tape)
            return true
        }
    }

    @inline(__always)
    private func member(_ name: UnsafeBufferPointer<UInt8>, _ value: Int, table: Int, _ tape: JSONTape) {
        guard let meaning = aliases.lookup(name, in: table) else { return }
        let kind = tape.kind(value)
        for use in meaning.pointee.uses { note(use, value, kind, tape) }
        let inner = meaning.pointee.inner
        if inner != 0 {
            if kind == .object { collect(value, table: inner, tape) }
            if kind == .array, let first = tape.firstObject(value) {
                LineDecoder.members(of: value, first, tape) { member($0, $1, table: inner, tape) }
            }
        }
    }

    /// The members of an array's objects, those of the first one last, so that they count first; of a list of attributes or
    /// headers (`{"key","value"}`), the pairs.
    ///
    /// - Parameter first: its first object.
    static func members(
        of array: Int,
        _ first: Int,
        _ tape: JSONTape,
        _ body: (UnsafeBufferPointer<UInt8>, Int) -> Void
    ) {
        let spellings = [("key", "value"), ("Key", "Value"), ("name", "value")]
        let isPair = { (pair: (String, String)) in
            tape.member(pair.0.utf8, of: first) != nil && tape.member(pair.1.utf8, of: first) != nil
        }
        guard let (keyName, valueName) = spellings.first(where: isPair) else {
            var objects: [Int] = []
            tape.elements(array) { element in
                if tape.kind(element) == .object { objects.append(element) }
                return objects.count < 16
            }
            for object in objects.reversed() {
                tape.members(object) { name, value in
                    body(name, value)
                    return true
                }
            }
            return
        }
        var left = 256
        tape.elements(array) { element in
            left -= 1
            guard let key = tape.member(keyName.utf8, of: element), tape.kind(key) == .string,
                var value = tape.member(valueName.utf8, of: element)
            else { return left > 0 }
            if tape.kind(value) == .object {
                value = tape.member("Value".utf8, of: value) ?? tape.firstValue(value) ?? value
            }
            body(tape.bytes(key), value)
            return left > 0
        }
    }

    @inline(__always)
    private func note(_ use: AliasTable.Use, _ value: Int, _ kind: JSONTape.Kind, _ tape: JSONTape) {
        let field = use.field
        guard use.rank <= ranks[field.rawValue] else { return }
        var value = value
        switch kind {
        case .null: return
        case .object:
            switch field {
            case .metrics, .envelope: break
            case .time where use.reading != .text: break
            case .message:
                if messageObject == 0, use.reading == .plain, use.rank < AliasTable.weakRank { messageObject = value }
                return
            default: return
            }
        case .array:
            if field.isID {
                // Headers are lists of values in some languages.
                let only = value + 1
                guard tape.kind(only) == .string, !FlowKey.isPlaceholder(tape.bytes(only)) else { return }
                if use.reading != .plain, TraceHeader.id(field, tape.bytes(only), use.reading) == nil { return }
                value = only
            } else {
                guard field == .errorStack || field == .several || use.reading == .journal else { return }
            }
        case .string:
            let bytes = tape.bytes(value)
            if bytes.isEmpty, field != .message { return }
            if bytes.count == 1, bytes[0] == UInt8(ascii: "-"), field.hasDash { return }
            if field.isError, FlowKey.isPlaceholder(bytes) { return }
            if field.isID {
                guard !FlowKey.isPlaceholder(bytes) else { return }
                if use.reading != .plain, TraceHeader.id(field, bytes, use.reading) == nil { return }
            }
            if use.reading == .word, SeverityReading.plainWord(bytes) == nil { return }
            if field == .several { return }
        default:
            if use.reading == .text || use.reading == .word || field == .several { return }
            if field.isError, kind == .no || tape.integer(value) == 0 { return }
            if field.isID, kind != .yes && kind != .no ? tape.integer(value) == 0 : true { return }
        }
        if field == .time {
            // One that cannot be read does not hide another that can.
            guard let time = TimeReading.value(tape, value, use.reading) else { return }
            ownTime = time
        }
        places[field.rawValue] = value
        ranks[field.rawValue] = use.rank
        let isXRay = field == .trace && kind == .string && TraceHeader.isXRay(tape.bytes(value))
        readings[field.rawValue] = isXRay ? .xray : use.reading
    }
}
