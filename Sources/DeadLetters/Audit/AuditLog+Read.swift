import EventModel

extension AuditLog {
    /// Reads the log and follows its chain.
    func read() throws -> AuditReading {
        // The head first: entries that are appended meanwhile are beyond it.
        let head = try head()
        guard let bytes = try store.read(Self.name) else {
            var reading = AuditReading()
            if let head { reading.problem = .init(line: 1, reason: "the log is gone; it had \(head.seq) entries") }
            return reading
        }
        var reading = AuditReading()
        var previous: (seq: Int, hash: String) = (0, AuditEntry.origin)
        var line = 0
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            line += 1
            let text = Array(bytes[start..<end])
            start = end + 1
            func fail(_ reason: String) {
                if reading.problem == nil { reading.problem = .init(line: line, reason: reason) }
            }
            guard let entry = (try? JSON(parsing: text)).flatMap(AuditEntry.init(json:)) else {
                fail("it is not an entry of the log")
                continue
            }
            if entry.seq != previous.seq + 1 {
                fail("its number is \(entry.seq), after \(previous.seq): lines are missing, doubled or out of order")
            } else if entry.prev != previous.hash {
                fail("it does not follow the entry before it: one of them was changed")
            } else if entry.hash != entry.expectedHash || entry.json(withHash: true).utf8 != text {
                fail("its text does not have the hash that stands in it: it was changed")
            } else if let head, head.seq == entry.seq, head.hash != entry.hash {
                fail("it is not the entry that was written as number \(head.seq)")
            }
            reading.entries.append(entry)
            previous = (entry.seq, entry.hash)
        }
        reading.isTorn = start < bytes.endIndex
        if reading.problem == nil, let head, head.seq > previous.seq {
            reading.problem = .init(
                line: line + 1,
                reason: "the log ends after entry \(previous.seq), but \(head.seq) were written"
            )
        }
        return reading
    }
}

extension DeadLetterEngine {
    /// The audit log, and whether it is whole: nothing changed, nothing taken out.
    package func history() async throws -> AuditReading { try audit.read() }
}
