extension RuleKeys {
    /// Calls `body` with the tests at a path that a value may pass, some perhaps twice.
    @inline(__always)
    func look(
        up value: EventPattern.Value,
        at path: Int32,
        _ gates: RuleGates,
        _ body: (RuleIndex.Posting) -> Void
    ) {
        if gates.hasNumbers, !value.number.isNaN {
            find(RuleKeys.key((value.number + 0).bitPattern, .number, at: path), body)
        }
        let text = value.text
        if gates.hasTexts || !gates.prefixes.isEmpty { forward(text, at: path, gates, body) }
        guard text.first == UInt8(ascii: "\"") else { return }
        if !gates.suffixes.isEmpty {
            backward(text, .suffix, gates.suffixes, at: path, fold: false, body)
        }
        if gates.hasFolded || !gates.foldedPrefixes.isEmpty { folded(text, at: path, gates, body) }
        if !gates.foldedSuffixes.isEmpty {
            backward(text, .foldedSuffix, gates.foldedSuffixes, at: path, fold: true, body)
        }
        if gates.hasPieces { pieces(text, at: path, body) }
        if !gates.networks.isEmpty, let address = value.string.flatMap({ EventPattern.Address($0) }) {
            networks(address, gates.networks, at: path, body)
        }
    }

    /// The whole text, and its beginnings of the lengths that are asked for.
    private func forward(
        _ text: UnsafeBufferPointer<UInt8>,
        at path: Int32,
        _ gates: RuleGates,
        _ body: (RuleIndex.Posting) -> Void
    ) {
        var hash = ByteHash.start
        var at = 0
        for length in gates.prefixes {
            guard length <= text.count else { break }
            while at < length {
                hash = (hash ^ UInt64(text[at])) &* ByteHash.prime
                at += 1
            }
            find(RuleKeys.key(hash, .prefix, at: path), body)
        }
        guard gates.hasTexts else { return }
        while at < text.count {
            hash = (hash ^ UInt64(text[at])) &* ByteHash.prime
            at += 1
        }
        find(RuleKeys.key(hash, .text, at: path), body)
    }

    private func folded(
        _ text: UnsafeBufferPointer<UInt8>,
        at path: Int32,
        _ gates: RuleGates,
        _ body: (RuleIndex.Posting) -> Void
    ) {
        var hash = ByteHash.start
        var at = 0
        for length in gates.foldedPrefixes {
            guard length <= text.count else { break }
            while at < length {
                hash = (hash ^ UInt64(EventPattern.FoldedText.lower(text[at]))) &* ByteHash.prime
                at += 1
            }
            find(RuleKeys.key(hash, .foldedPrefix, at: path), body)
        }
        guard gates.hasFolded else { return }
        while at < text.count {
            hash = (hash ^ UInt64(EventPattern.FoldedText.lower(text[at]))) &* ByteHash.prime
            at += 1
        }
        find(RuleKeys.key(hash, .folded, at: path), body)
    }

    private func backward(
        _ text: UnsafeBufferPointer<UInt8>,
        _ kind: Kind,
        _ lengths: [Int],
        at path: Int32,
        fold: Bool,
        _ body: (RuleIndex.Posting) -> Void
    ) {
        var hash = ByteHash.start
        var done = 0
        for length in lengths {
            guard length <= text.count else { break }
            while done < length {
                let byte = text[text.count - 1 - done]
                hash = (hash ^ UInt64(fold ? EventPattern.FoldedText.lower(byte) : byte)) &* ByteHash.prime
                done += 1
            }
            find(RuleKeys.key(hash, kind, at: path), body)
        }
    }

    private func pieces(_ text: UnsafeBufferPointer<UInt8>, at path: Int32, _ body: (RuleIndex.Posting) -> Void) {
        guard text.count >= RuleKeys.pieceLength else { return }
        for start in 0...text.count - RuleKeys.pieceLength {
            var hash = ByteHash.start
            for i in start..<start + RuleKeys.pieceLength { hash = (hash ^ UInt64(text[i])) &* ByteHash.prime }
            find(RuleKeys.key(hash, .piece, at: path), body)
        }
    }

    private func networks(
        _ address: EventPattern.Address,
        _ widths: [Width],
        at path: Int32,
        _ body: (RuleIndex.Posting) -> Void
    ) {
        for width in widths where width.bytes <= address.bytes.count {
            let base = EventPattern.Network.masked(Array(address.bytes[..<width.bytes]), width.bits)
            find(RuleKeys.key(RuleIndexBuilder.hash(base, width.bits), .network, at: path), body)
        }
    }
}
