extension RuleKeys {
    /// Calls `body` with the tests at a path that a value may pass, some perhaps twice.
    @inline(__always)
    func look(
        up value: EventPattern.Value,
        at path: Int32,
        _ box: RuleGates.Box,
        _ body: (RuleIndex.Posting) -> Void
    ) {
        if box.gates.hasNumbers, !value.number.isNaN {
            find(RuleKeys.key((value.number + 0).bitPattern, .number, at: path), body)
        }
        let text = value.text
        if box.gates.hasTexts || !box.gates.prefixes.isEmpty { forward(text, at: path, box, body) }
        guard text.first == UInt8(ascii: "\"") else { return }
        if !box.gates.suffixes.isEmpty {
            backward(text, .suffix, box.gates.suffixes, at: path, fold: false, body)
        }
        if box.gates.hasFolded || !box.gates.foldedPrefixes.isEmpty { folded(text, at: path, box, body) }
        if !box.gates.foldedSuffixes.isEmpty {
            backward(text, .foldedSuffix, box.gates.foldedSuffixes, at: path, fold: true, body)
        }
        for length in box.gates.windows { windows(text, length, at: path, body) }
        if !box.gates.networks.isEmpty, let address = value.string.flatMap({ EventPattern.Address($0) }) {
            networks(address, box.gates.networks, at: path, body)
        }
    }

    /// The whole text, and its beginnings of the lengths that are asked for.
    private func forward(
        _ text: UnsafeBufferPointer<UInt8>,
        at path: Int32,
        _ box: RuleGates.Box,
        _ body: (RuleIndex.Posting) -> Void
    ) {
        var hash = ByteHash.start
        var at = 0
        for length in box.gates.prefixes {
            guard length <= text.count else { break }
            while at < length {
                hash = (hash ^ UInt64(text[at])) &* ByteHash.prime
                at += 1
            }
            find(RuleKeys.key(hash, .prefix, at: path), body)
        }
        guard box.gates.hasTexts else { return }
        while at < text.count {
            hash = (hash ^ UInt64(text[at])) &* ByteHash.prime
            at += 1
        }
        find(RuleKeys.key(hash, .text, at: path), body)
    }

    private func folded(
        _ text: UnsafeBufferPointer<UInt8>,
        at path: Int32,
        _ box: RuleGates.Box,
        _ body: (RuleIndex.Posting) -> Void
    ) {
        var hash = ByteHash.start
        var at = 0
        for length in box.gates.foldedPrefixes {
            guard length <= text.count else { break }
            while at < length {
                hash = (hash ^ UInt64(EventPattern.FoldedText.lower(text[at]))) &* ByteHash.prime
                at += 1
            }
            find(RuleKeys.key(hash, .foldedPrefix, at: path), body)
        }
        guard box.gates.hasFolded else { return }
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

    private func windows(
        _ text: UnsafeBufferPointer<UInt8>,
        _ length: Int,
        at path: Int32,
        _ body: (RuleIndex.Posting) -> Void
    ) {
        let mask: UInt64 = length == 8 ? .max : 1 << UInt64(8 * length) - 1
        var window: UInt64 = 0
        for i in 0..<text.count {
            window = (window << 8 | UInt64(text[i])) & mask
            if i + 1 >= length { find(RuleKeys.key(window, .window, at: path), body) }
        }
    }

    /// What a part of a piece of a wildcard, of at most eight bytes, is looked up by.
    static func window(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

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
