import EventModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension StoreSnapshot {
    /// Correlation, trace and request ids that begin with a text, at most `limit`, in the order in which they were first
    /// seen; of one flow only one. Ends early when the task is cancelled.
    package func correlations(startingWith text: String, limit: Int) -> [String] {
        var found: [String] = []
        var seen = Set<Int>()
        let needle = Array(text.utf8)
        // What JSON may write in more than one way is looked for only in decoded lines.
        let isPlain = needle.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C && $0 != 0x2F }
        var key = 0
        DecoderPool.shared.with { decoder in
            while found.count < limit, !Task.isCancelled {
                let some = flows.with(self) { table in
                    (key..<min(key + 4096, max(table.count, key))).map { table.witness($0) }
                }
                guard !some.isEmpty else { return }
                key += some.count
                for case (let record, let flow)? in some where found.count < limit && !seen.contains(flow) {
                    guard let (chunk, row) = place(record) else { continue }
                    guard let line = chunk.line(row, decoder.buffer), !isPlain || line.mayHold(needle),
                        decoder.decode(line)
                    else { continue }
                    if let id = decoder.flowIDs.first(where: { $0.hasPrefix(text) }) {
                        seen.insert(flow)
                        found.append(id)
                    }
                }
            }
        }
        return found
    }

    /// Bytes that the index of flows takes.
    package var flowIndexBytes: Int { flows.bytes }

    /// What a flow is called: its correlation id, else its trace id, else the id of its request; of several the one that
    /// came first.
    func flowID(
        _ parts: [FlowPart],
        _ records: [FlowRecord],
        _ decoder: LineDecoder,
        asked: String?
    ) -> String? {
        if parts.count == 1 {
            // All its records have the one key.
            if let asked, FlowKey.hash(asked) == parts[0].hash { return asked }
            guard let (chunk, row) = place(records[0].id), decoder.decode(chunk, row) else { return nil }
            return decoder.flowIDs.first
        }
        var best: (rank: Int, id: String)?
        // Of very many requests that one trace joins, the first are asked whether they name something better.
        for part in parts.prefix(256) {
            guard let (chunk, row) = place(max(part.first, ids.lowerBound)), decoder.decode(chunk, row),
                let field = FlowKeys(decoder).field, let id = decoder.text(field)
            else { continue }
            let rank = field == .correlation ? 0 : field == .trace ? 1 : 2
            if rank < best?.rank ?? 3 { best = (rank, id) }
            if rank == 0 { break }
        }
        return best?.id
    }
}

extension LineDecoder {
    /// The ids that say which flow the line belongs to, the one it is found by first.
    fileprivate var flowIDs: [String] {
        let keys = FlowKeys(self)
        var ids: [String] = []
        if keys.correlation != 0, let id = text(.correlation) { ids.append(id) }
        if keys.trace != 0, let id = text(.trace) { ids.append(id) }
        if keys.request != 0, ids.isEmpty || !keys.isCounted, let id = text(.request) { ids.append(id) }
        return ids
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes occur, or might behind an escape.
    fileprivate func mayHold(_ needle: [UInt8]) -> Bool {
        guard let first = needle.first, let base = baseAddress else { return true }
        var at = 0
        while at + needle.count <= count, let found = memchr(base + at, Int32(first), count - at) {
            at = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
            if at + needle.count > count { break }
            if memcmp(base + at, needle, needle.count) == 0 { return true }
            at += 1
        }
        return memchr(base, 0x5C, count) != nil && contains(sequence: [0x5C, 0x75])
    }

    private func contains(sequence: [UInt8]) -> Bool {
        indices.dropLast().contains { self[$0] == sequence[0] && self[$0 + 1] == sequence[1] }
    }
}
