import EventModel

/// Who did what, in the order it was done: one JSON object a line, appended and on disk before the act, each bound to the one
/// before it by its hash, so that nothing can be changed or taken out behind its back unseen.
///
/// A second file says how far the log reached, so that lines cut off its end are missed too.
struct AuditLog: Sendable {
    static let name = "audit.jsonl"
    static let headName = "audit.head"
    let store: any RecordStore

    /// What is known of an entry before its place in the log is.
    struct Draft: Sendable {
        var at: Timestamp
        var actor: String
        var act: AuditEntry.Act
        var task: String
        var queue: String
        var reason: String?
        var selected = 0
        var detail = ""
        var outcome: String?
    }

    /// Appends an entry; it is on disk when this returns. Processes that append at once wait for each other.
    @discardableResult
    func append(_ draft: Draft) throws -> AuditEntry {
        try store.exclusively(Self.name) { file in
            var last = try end(file)
            // Lines were cut off: the gap stays to be seen.
            if let head = try head(), head.seq > last.seq { last = head }
            var entry = AuditEntry(
                seq: last.seq + 1,
                at: draft.at,
                actor: draft.actor,
                act: draft.act,
                task: draft.task,
                queue: draft.queue,
                reason: draft.reason,
                selected: draft.selected,
                detail: draft.detail,
                outcome: draft.outcome,
                prev: last.hash,
                hash: ""
            )
            entry.hash = entry.expectedHash
            try file.append(entry.json(withHash: true).utf8 + [0x0A], isDurable: true)
            try store.replace(Self.headName, with: Array("\(entry.seq) \(entry.hash)\n".utf8))
            return entry
        }
    }

    /// How far the log reached, as the second file says.
    func head() throws -> (seq: Int, hash: String)? {
        guard let bytes = try store.read(Self.headName) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "\n" })
        guard parts.count == 2, let seq = Int(parts[0]) else { return nil }
        return (seq, String(parts[1]))
    }

    /// Where the log ends. A last line that was not written to its end is cut off: nothing was done on it.
    private func end(_ file: any RecordFile) throws -> (seq: Int, hash: String) {
        let size = try file.size()
        guard size > 0 else { return (0, AuditEntry.origin) }
        var tail = try file.read(from: -65_536)
        if tail.count < size, tail.dropLast().lastIndex(of: 0x0A) == nil { tail = try file.read(from: 0) }
        if tail.last != 0x0A {
            let keep = (tail.lastIndex(of: 0x0A) ?? -1) + 1
            try file.truncate(to: size - (tail.count - keep))
            return try end(file)
        }
        let line = tail.dropLast()[((tail.dropLast().lastIndex(of: 0x0A) ?? -1) + 1)...]
        guard let entry = (try? JSON(parsing: Array(line))).flatMap(AuditEntry.init(json:)) else {
            // It was tampered with; that shows when it is read. The chain goes on from what stands there.
            return (lineCount(try file.read(from: 0)), sha256(Array(line)))
        }
        return (entry.seq, entry.hash)
    }

    private func lineCount(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) } }
}
