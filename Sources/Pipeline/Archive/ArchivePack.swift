import EventModel
import GRDB

/// One object of an archive in the making: the rows of an hour from a first to a last sequence number.
///
/// It is written down before anything of it is stored, and the rows go in the transaction that adds the object. Between the two the
/// same object is made again: a crash at any point neither loses a line nor doubles one.
struct ArchivePack: Hashable, Sendable {
    static let hour: Int64 = 3_600_000_000_000

    /// When rows become an object: as soon as one of these is reached.
    package struct Limits: Sendable {
        var events = 10_000
        /// Of the lines, unpacked.
        var bytes = 4 << 20
        var age = Duration.seconds(60)
    }

    var archive: String
    /// Hours since 1970, of the events' times.
    var hour: Int64
    var first: Int64
    var last: Int64
    var bucket: String

    /// `NAME/2026/11/27/18/000000000042.jsonl.gz`.
    var key: String {
        func padded(_ n: some BinaryInteger, _ width: Int) -> String {
            let text = String(n)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let time = Timestamp(nanoseconds: hour &* ArchivePack.hour).civil
        let date = "\(padded(time.year, 4))/\(padded(time.month, 2))/\(padded(time.day, 2))/\(padded(time.hour, 2))"
        return "\(archive)/\(date)/\(padded(first, 12)).jsonl.gz"
    }
    /// The object's version: what is made again is written to the same place.
    var version: String { "\(first)-\(last)" }

    private static let hourOf = "((time - ((time % \(hour)) + \(hour)) % \(hour)) / \(hour))"

    /// What is to be packed next, and when to look again if nothing is.
    enum Choice {
        case pack(ArchivePack)
        case none(again: Timestamp?)
    }

    /// One that was begun, or what is due by the limits; `all`: everything that is there.
    static func next(
        _ limits: Limits,
        _ buckets: [String: String],
        all: Bool,
        in db: Database,
        at now: Timestamp
    ) throws -> Choice {
        if let row = try db.rows("SELECT archive, hour, first, last, bucket FROM archive_packs LIMIT 1").first {
            return .pack(ArchivePack(archive: row[0], hour: row[1], first: row[2], last: row[3], bucket: row[4]))
        }
        let groups = try db.rows(
            """
            SELECT archive, \(hourOf), count(*), sum(bytes), min(arrived) FROM archive_rows
            GROUP BY 1, 2 ORDER BY min(seq)
            """
        )
        var again: Timestamp?
        for group in groups {
            // Of an archive that this pipeline has not: the rows are read as they are, until one has it again.
            guard let bucket = buckets[group[0]] else { continue }
            let due = (group[4] as Timestamp) + limits.age
            if all || due <= now || (group[2] as Int) >= limits.events || (group[3] as Int) >= limits.bytes {
                return .pack(
                    try choose(limits, archive: group[0], hour: group[1], bucket: bucket, in: db)
                )
            }
            again = min(again ?? due, due)
        }
        return .none(again: again)
    }

    private static func choose(_ limits: Limits, archive: String, hour: Int64, bucket: String, in db: Database) throws
        -> ArchivePack
    {
        let rows = try db.rows(
            "SELECT seq, bytes FROM archive_rows WHERE archive = ? AND \(hourOf) = ? ORDER BY seq LIMIT ?",
            [archive, hour, limits.events]
        )
        var (bytes, last) = (0, rows[0][0] as Int64)
        let first = last
        for row in rows {
            bytes += row[1] as Int
            if bytes > limits.bytes, (row[0] as Int64) > first { break }
            last = row[0]
        }
        return ArchivePack(archive: archive, hour: hour, first: first, last: last, bucket: bucket)
    }

    func begin(in db: Database) throws {
        try db.run("INSERT OR IGNORE INTO archive_packs VALUES(?, ?, ?, ?, ?)", [archive, hour, first, last, bucket])
    }

    private var rows: String { "archive = ? AND seq BETWEEN ? AND ? AND \(Self.hourOf) = ?" }
    private var its: StatementArguments { [archive, first, last, hour] }

    /// The object's text, by the events' times.
    func text(in db: Database) throws -> [UInt8] {
        var text: [UInt8] = []
        for row in try db.rows("SELECT seq, line FROM archive_rows WHERE \(rows) ORDER BY time, seq", its) {
            text += ArchiveLine.numbered(try Payload.text(row, 1), row[0]).utf8
            text.append(0x0A)
        }
        return text
    }

    /// Adds the object in place of its rows; answers how many there were, none where that has been done already.
    func finish(_ object: ObjectVersion, in db: Database, at now: Timestamp) throws -> Int {
        try db.run("DELETE FROM archive_packs WHERE archive = ? AND first = ? AND last = ?", [archive, first, last])
        guard db.changesCount > 0 else { return 0 }
        let row = try db.rows(
            "SELECT count(*), min(time), max(time), max(arrived) FROM archive_rows WHERE \(rows)",
            its
        )[0]
        guard let count = row[0] as Int?, count > 0 else { return 0 }
        try Wiring.add(object, in: db)
        try db.run(
            "INSERT INTO archive_objects VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                archive, first, last, count, object.size, now, row[1] as Timestamp, row[2] as Timestamp,
                row[3] as Timestamp, bucket, key,
            ]
        )
        try db.run("DELETE FROM archive_rows WHERE \(rows)", its)
        return count
    }
}
