import EventModel
import GRDB
import Synchronization

/// Up to where an archive has been read: the time and the sequence number of the last event.
struct ArchiveCursor: Hashable, Sendable, Comparable {
    var time: Timestamp
    var sequence: Int64

    /// Before everything that is at `time` or later.
    init(before time: Timestamp) {
        self.time = time
        sequence = -1
    }
    init(_ time: Timestamp, _ sequence: Int64) {
        self.time = time
        self.sequence = sequence
    }
    static func < (a: Self, b: Self) -> Bool { (a.time, a.sequence) < (b.time, b.sequence) }
}

/// What of an archive is to be read.
struct ArchiveSpan: Hashable, Sendable {
    var archive: String
    /// The first instant that is not in it.
    var end: Timestamp
    /// The last sequence number that is.
    var horizon: Int64 = .max
}

/// One archived event.
struct ArchivedLine: Sendable {
    var place: ArchiveCursor
    var json: JSON
}

/// Reads archives in the order of the events' times: the objects, and what is in none yet. However the times of the objects overlap,
/// it holds a few of them at once.
final class ArchiveReader: Sendable {
    /// An unpacked object: its lines, by time.
    private struct Object: Sendable {
        var bytes: [UInt8]
        var lines: [(place: ArchiveCursor, range: Range<Int>)]
    }
    private struct Place: Sendable {
        var first: Int64
        var since: Timestamp
        var bucket: String
        var key: String
    }
    private enum Text: Sendable {
        case row(String)
        case line(Object, Range<Int>)
    }

    private static let cacheSize = 4
    private let journal: Journal
    private let stores: ObjectStores
    private let cache = Mutex<[(key: String, object: Object)]>([])

    init(_ journal: Journal, _ stores: ObjectStores) {
        self.journal = journal
        self.stores = stores
    }

    /// The events after `cursor`, at most `limit`; fewer only where there are no more.
    ///
    /// - Throws: ``ErrorInfo`` for an object that is damaged or gone; what the journal throws.
    func next(_ span: ArchiveSpan, after cursor: ArchiveCursor, limit: Int) async throws -> [ArchivedLine] {
        var tries = 0
        while true {
            do {
                return try await read(span, after: cursor, limit)
            } catch let error as ErrorInfo where tries < 3 {
                // Retention may have removed the object between the look and the reading.
                tries += 1
                if error.type == "UnpackFailed" || error.type == "InvalidArchive" { throw error }
            }
        }
    }

    private func read(_ span: ArchiveSpan, after cursor: ArchiveCursor, _ limit: Int) async throws -> [ArchivedLine] {
        let (places, rows) = try await journal.read { db in
            (
                try db.rows(
                    """
                    SELECT first, since, bucket, key FROM archive_objects
                    WHERE archive = ? AND until >= ? AND since < ? AND first <= ? ORDER BY since, first
                    """,
                    [span.archive, cursor.time, span.end, span.horizon]
                ).map { Place(first: $0[0], since: $0[1], bucket: $0[2], key: $0[3]) },
                try db.rows(
                    """
                    SELECT time, seq, line FROM archive_rows WHERE archive = ?1 AND (time > ?2 OR (time = ?2 AND seq > ?3))
                        AND time < ?4 AND seq <= ?5 ORDER BY time, seq LIMIT ?6
                    """,
                    [span.archive, cursor.time, cursor.sequence, span.end, span.horizon, limit]
                ).map { (ArchiveCursor($0[0], $0[1]), try Payload.text($0, 2)) }
            )
        }
        var found: [(place: ArchiveCursor, text: Text)] = rows.map { ($0.0, .row($0.1)) }
        for place in places {
            if found.count >= limit, let last = found.last, place.since > last.place.time { break }
            let object = try await object(place)
            var i = object.lines.partitioningIndex { $0.place > cursor }
            var taken = 0
            while i < object.lines.count, taken < limit, object.lines[i].place.time < span.end {
                let line = object.lines[i]
                i += 1
                if line.place.sequence > span.horizon { continue }
                found.append((line.place, .line(object, line.range)))
                taken += 1
            }
            found.sort { $0.place < $1.place }
            if found.count > limit { found.removeLast(found.count - limit) }
        }
        return try found.map { place, text in
            let bytes: [UInt8]
            switch text {
            case .row(let text): bytes = Array(ArchiveLine.numbered(text, place.sequence).utf8)
            case .line(let object, let range): bytes = Array(object.bytes[range])
            }
            return ArchivedLine(place: place, json: try Self.parse(bytes))
        }
    }

    private static func parse(_ bytes: [UInt8]) throws -> JSON {
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw ErrorInfo(type: "InvalidArchive", message: "a line of the archive is \(error)")
        }
    }

    private func object(_ place: Place) async throws -> Object {
        let key = "\(place.bucket)/\(place.key)"
        let known = cache.withLock { cache -> Object? in
            guard let i = cache.firstIndex(where: { $0.key == key }) else { return nil }
            let entry = cache.remove(at: i)
            cache.append(entry)
            return entry.object
        }
        if let known { return known }
        let version = try await journal.read { db in try Wiring.version(of: place.key, in: place.bucket, nil, db) }
        guard let version, !version.isDeleteMarker else {
            throw ErrorInfo(type: "NoSuchKey", message: "the archive's object is gone: \(place.key) in \(place.bucket)")
        }
        let bytes = try Gzip.unpack(try await stores[version.store].read(version.path))
        var lines: [(place: ArchiveCursor, range: Range<Int>)] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            let line = try Self.parse(Array(bytes[start..<end]))
            guard let sequence = line["sequence"]?.integer,
                let time = line["timestamp"]?.string.flatMap({ Timestamp(rfc3339: $0) })
            else {
                throw ErrorInfo(
                    type: "InvalidArchive",
                    message:
                        "line \(lines.count + 1) of \(place.key) in \(place.bucket) has no sequence or no timestamp"
                )
            }
            lines.append((ArchiveCursor(time, Int64(sequence)), start..<end))
            start = end + 1
        }
        lines.sort { $0.place < $1.place }
        let object = Object(bytes: bytes, lines: lines)
        cache.withLock { cache in
            cache.append((key, object))
            if cache.count > Self.cacheSize { cache.removeFirst() }
        }
        return object
    }
}

extension Array {
    /// The first index from which on `isBehind` holds; the elements before it are those for which it does not.
    fileprivate func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
