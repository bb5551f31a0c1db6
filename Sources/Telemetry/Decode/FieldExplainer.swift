import EventModel

/// Says of a line that a decoder holds which name was taken for which field, and why.
struct FieldExplainer {
    let decoder: LineDecoder

    private static let common: [RecordField] = [
        .time, .severity, .message, .service, .eventType, .correlation, .trace, .request,
    ]
    private static let shown: [RecordField] =
        common + [
            .eventID, .cause, .duration, .errorType, .errorMessage, .errorStack, .hop, .resource, .attempt, .metrics,
        ]

    /// A number for the shape of the line.
    func shape() -> Int {
        var hasher = Hasher()
        decoder.eachCandidate { candidate, path in
            hasher.combine(candidate.use.field)
            hasher.combine(candidate.use.rank)
            hasher.combine(path.count)
            hasher.combine(decoder.place(candidate.use.field) == candidate.value)
        }
        return hasher.finalize()
    }

    func explanation(file: String, line: Int) -> FieldExplanation {
        var candidates: [RecordField: [(FieldCandidate, String)]] = [:]
        decoder.eachCandidate { candidate, path in
            let name = path.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
            candidates[candidate.use.field, default: []].append((candidate, name))
        }
        var keys: [String] = []
        decoder.tape.members(JSONTape.top) { name, _ in
            keys.append(String(decoding: name, as: UTF8.self))
            return true
        }
        var findings: [FieldExplanation.Finding] = []
        var missing: [String] = []
        for field in FieldExplainer.shown {
            let found = finding(field, candidates[field] ?? [])
            if found.source != nil || !found.passedOver.isEmpty {
                findings.append(found)
            } else if FieldExplainer.common.contains(field) {
                missing.append(field.key)
            }
        }
        return FieldExplanation(
            file: file,
            line: line,
            keys: keys,
            findings: findings,
            missing: missing,
            note: decoder.note
        )
    }

    private func finding(_ field: RecordField, _ candidates: [(FieldCandidate, String)]) -> FieldExplanation.Finding {
        var source: FieldExplanation.Source?
        var passed: [FieldExplanation.Source] = []
        // A name can stand in the table twice: the first place is the one that counts.
        let taken = candidates.filter { decoder.has(field) && isTaken($0.0, field) }.min {
            $0.0.use.rank < $1.0.use.rank
        }
        for (candidate, path) in candidates {
            let value = FieldExplainer.short(decoder.tape.json(candidate.value).description)
            if let taken, taken.0.value == candidate.value, taken.0.use.rank == candidate.use.rank {
                source = .init(path: path, value: value, why: why(candidate, field))
            } else if !passed.contains(where: { $0.path == path }), path != taken?.1 {
                passed.append(.init(path: path, value: value, why: whyNot(candidate, field, taken?.1)))
            }
        }
        if source == nil, field == .time, decoder.outsideTime != nil {
            source = .init(path: "(text in front)", value: "", why: "the time that the line begins with")
        }
        if source == nil, field == .severity, decoder.severity != nil {
            source =
                decoder.reading(.time) == .clef
                ? .init(path: "(left out)", value: "", why: "which in this format means information")
                : .init(path: "(text in front)", value: "", why: "a word or a number that the line begins with")
        }
        return .init(field: field.key, source: source, passedOver: passed)
    }

    private func isTaken(_ candidate: FieldCandidate, _ field: RecordField) -> Bool {
        let place = decoder.place(field)
        if candidate.value == place {
            return candidate.use.reading == decoder.reading(field) || decoder.reading(field) == .xray
        }
        // The first value of a list.
        return field.isID && decoder.tape.kind(candidate.value) == .array && candidate.value + 1 == place
    }

    // MARK: - Why

    private func why(_ candidate: FieldCandidate, _ field: RecordField) -> String {
        var parts = [FieldWords.reading(decoder, field)].compactMap { $0 }
        parts.append(position(candidate.use))
        return parts.joined(separator: "; ")
    }

    /// `3rd of time's names`.
    private func position(_ use: AliasTable.Use) -> String {
        let names = decoder.aliases.names.names[use.field.rawValue]
        var index = Int(use.rank)
        var remark = ""
        if index >= Int(AliasTable.weakRank) {
            index -= Int(AliasTable.weakRank)
            remark = ", a guess"
        }
        if index >= Int(AliasTable.objectRank) {
            index -= Int(AliasTable.objectRank)
            remark += ", in an object that may hold ids"
        } else if index >= Int(AliasTable.recordRank) {
            index -= Int(AliasTable.recordRank)
            remark += ", in an object that may hold a record"
        }
        guard names.indices.contains(index) else { return "a name for \(use.field.key)" }
        let name = names[index]
        if let file = name.file {
            return "\(FieldWords.ordinal(name.entry + 1)) of your names for it in \(file)\(remark)"
        }
        return "\(FieldWords.ordinal(name.entry + 1)) of \(use.field.key)'s names\(remark)"
    }

    private func whyNot(_ candidate: FieldCandidate, _ field: RecordField, _ taken: String?) -> String {
        let tape = decoder.tape
        switch tape.kind(candidate.value) {
        case .null: return "is null"
        case .string where field == .time && TimeReading.value(tape, candidate.value, candidate.use.reading) == nil:
            return tape.bytes(candidate.value).isEmpty ? "is empty" : "cannot be read as a time"
        case .object where field != .time: return "is an object"
        case .array where !field.isID && field != .errorStack: return "is a list"
        case .string:
            let bytes = tape.bytes(candidate.value)
            if bytes.isEmpty { return "is empty" }
            if field.hasDash, bytes.elementsEqual("-".utf8) { return "stands for none" }
            if field.isID || field.isError, FlowKey.isPlaceholder(bytes) { return "stands for none" }
            if field.isID, TraceHeader.id(field, bytes, candidate.use.reading) == nil { return "holds no such id" }
            if candidate.use.reading == .word, SeverityReading.plainWord(bytes) == nil {
                return "is no word for a severity"
            }
        default:
            if candidate.use.reading == .word || candidate.use.reading == .text { return "is no text" }
        }
        if let taken { return "\(taken) goes first" }
        switch candidate.use.reading {
        case .mongoDB, .nextcloud: return "means this only in \(candidate.use.reading.key)'s lines"
        case .envelope: return "means this only in an event's envelope"
        default: return "cannot be read as one"
        }
    }

    private static func short(_ text: String) -> String {
        text.count <= 60 ? text : text.prefix(59) + "…"
    }
}
