import CSimdjson

/// Where the fields of a line were found, for lines with the same names in the same order: most lines of a log have one of few
/// shapes. A shape that most lines have outlives the few lines between them that have another.
///
/// Behind pointers, as in ``LineDecoder``. Not `Sendable`: it belongs to one ``FastLine``.
final class LineShape {
    private struct Hit {
        var meaning: UInt32
        var kind: UInt8
        /// It may be an id or an error, and so a placeholder for one.
        var isID: Bool
    }
    private struct Counts {
        /// Hits of the shape; 0: none is remembered.
        var hits = 0
        /// Lines since the last one of the shape.
        var others = 0
    }

    /// Lines of other shapes after which one of them takes its place.
    private static let patience = 8

    private let hits: UnsafeMutablePointer<Hit>
    private let counts: UnsafeMutablePointer<Counts>
    private let places: UnsafeMutablePointer<UInt8>
    private let readings: UnsafeMutablePointer<FieldReading>
    private let fields: Int

    init(room: Int, fields: Int) {
        hits = .allocate(capacity: room)
        counts = .allocate(capacity: 1)
        counts.initialize(to: Counts())
        places = .allocate(capacity: fields)
        readings = .allocate(capacity: fields)
        self.fields = fields
    }

    deinit {
        hits.deallocate()
        counts.deallocate()
        places.deallocate()
        readings.deallocate()
    }

    /// Whether a line's hits have the names and kinds of the shape, and no value that makes a difference: then its fields are
    /// put where they were.
    @inline(__always)
    func recall(
        _ found: UnsafePointer<tailrace_json_hit>,
        _ count: Int,
        of line: UnsafePointer<UInt8>,
        into places: UnsafeMutablePointer<UInt8>,
        _ readings: UnsafeMutablePointer<FieldReading>
    ) -> Bool {
        guard count > 0, counts.pointee.hits == count else { return false }
        for i in 0..<count {
            let hit = found[i]
            guard hit.meaning == hits[i].meaning, hit.kind == hits[i].kind else { return false }
            guard hit.kind == UInt8(ascii: "\"") else { continue }
            if hit.count < 2, hit.count == 0 || line[Int(hit.start)] == UInt8(ascii: "-") { return false }
            if hits[i].isID {
                let id = UnsafeBufferPointer(start: line + Int(hit.start), count: Int(hit.count))
                if FlowKey.isPlaceholder(id) { return false }
            }
        }
        counts.pointee.others = 0
        places.update(from: self.places, count: fields)
        readings.update(from: self.readings, count: fields)
        return true
    }

    /// Takes note of a line whose values made no difference to where its fields were found.
    func note(
        _ found: UnsafePointer<tailrace_json_hit>,
        _ count: Int,
        _ aliases: AliasTable,
        _ places: UnsafePointer<UInt8>,
        _ readings: UnsafePointer<FieldReading>
    ) {
        counts.pointee.others += 1
        guard counts.pointee.hits == 0 || counts.pointee.others > LineShape.patience else { return }
        for i in 0..<count {
            let isID = aliases.uses(Int(found[i].meaning)).contains { $0.field.isID || $0.field.isError }
            hits[i] = Hit(meaning: found[i].meaning, kind: found[i].kind, isID: isID)
        }
        self.places.update(from: places, count: fields)
        self.readings.update(from: readings, count: fields)
        counts.pointee = Counts(hits: count)
    }
}
