/// Texts that a line must contain for a term to hold, drawn from the term's own words.
enum RequiredText {
    /// Below these fields may stand what the line spells otherwise, such as ids that were normalised.
    static func isVerbatim(_ path: QueryPath) -> Bool { path.field == nil || path.field == .message }

    /// Names under which a message is put together of parts: a template and its values, or a list of bytes. Lines with one of
    /// them may hold the message without its text.
    private static func composedMessages() -> [TextNeedle] {
        AliasTable.process.names.names[RecordField.message.rawValue]
            .filter { $0.reading == .template || $0.reading == .journal }
            .map { TextNeedle(exactly: Array("\($0.text.split(separator: ".").last ?? "")\"".utf8)) }
    }

    /// For a field to be there at all.
    static func term(exists path: QueryPath) -> RawTerm? {
        guard path.field == nil else { return nil }
        let names = names(path)
        return names.isEmpty ? nil : RawTerm(required: names)
    }

    /// For a field to equal one of the values.
    static func term(_ path: QueryPath, _ op: QueryOperator, _ values: [QueryValue]) -> RawTerm? {
        let texts = op == .equal ? values.map { $0.isNumeric ? nil : longestPiece($0.bytes) } : [nil]
        return term(path, texts)
    }

    /// For a field to match one of the patterns.
    static func term(_ path: QueryPath, _ patterns: [Pattern]) -> RawTerm? {
        term(
            path,
            patterns.map { pattern in pattern.required.compactMap { longestPiece($0) }.max { $0.count < $1.count } }
        )
    }

    private static func term(_ path: QueryPath, _ texts: [[UInt8]?]) -> RawTerm? {
        guard isVerbatim(path) else { return nil }
        var groups: [[TextNeedle]] = []
        let known = texts.compactMap { $0 }
        if known.count == texts.count { groups.append(known.map { TextNeedle(bytes: $0) }) }
        if path.field == nil { groups += names(path) }
        guard !groups.isEmpty else { return nil }
        return RawTerm(required: groups, exceptions: path.field == .message ? composedMessages() : [])
    }

    /// A path's names, every one of which has to be in the line; the last first, as it is mostly the rarest.
    private static func names(_ path: QueryPath) -> [[TextNeedle]] {
        path.parts.reversed().compactMap { longestPiece($0) }.map { [TextNeedle(bytes: $0)] }
    }

    /// The longest stretch of a text that a line spells as it is: within one string, one number or one word of JSON, so
    /// that white space and signs between values do not matter, and with a letter, as numbers may be spelled otherwise.
    static func longestPiece(_ text: [UInt8]) -> [UInt8]? {
        var best: ArraySlice<UInt8> = []
        for piece in text.split(whereSeparator: isSign) {
            let trimmed = piece.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
            let hasLetter = trimmed.contains {
                $0 >= 0x80 || ((0x41...0x5A).contains($0 & ~0x20) && $0 & ~0x20 != 0x45)
            }
            if hasLetter, trimmed.count > best.count { best = ArraySlice(trimmed) }
        }
        return best.count >= 2 ? Array(best) : nil
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, 0x22, 0x2C, 0x2F, 0x3A, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D: true
        default: false
        }
    }
}

extension QueryValue {
    /// It equals numbers that are spelled otherwise.
    var isNumeric: Bool { number != nil || nanoseconds != nil }
}
