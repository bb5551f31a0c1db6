/// ``FieldAliases`` as a tree of small hash tables, one for the line and one for each object that names reach into; flat
/// in memory, because every name of every line is looked up here.
///
/// `@unchecked Sendable`: nothing is written after `init`.
final class AliasTable: @unchecked Sendable {
    /// One field that a name stands for; the lower rank wins.
    struct Use {
        var field: RecordField
        var rank: Int16
        var reading: FieldReading
    }

    /// What a name means in its object.
    struct Meaning {
        fileprivate var hash: UInt64
        fileprivate var nameAt: Int
        fileprivate var nameCount: Int
        /// Several fields can share a name.
        var uses: UnsafeBufferPointer<Use>
        /// The table for the object under this name; 0, the line's own, means none.
        var inner: Int
    }

    private struct Table {
        var mask: Int
        /// Where its slots begin; a slot is a meaning's index plus one, 0 is free.
        var base: Int
    }

    private let tables: UnsafeMutableBufferPointer<Table>
    private let slots: UnsafeMutableBufferPointer<Int32>
    private let meanings: UnsafeMutableBufferPointer<Meaning>
    private let uses: UnsafeMutableBufferPointer<Use>
    private let names: UnsafeMutableBufferPointer<UInt8>

    static let standard = AliasTable(FieldAliases.table)

    init(_ source: [(field: RecordField, aliases: [FieldAliases.Alias])]) {
        let named = AliasTable.tree(source)
        var tables: [Table] = []
        var slots: [Int32] = []
        var names: [UInt8] = []
        var uses: [Use] = []
        var meanings: [(meaning: Meaning, uses: Range<Int>)] = []
        for table in named {
            var size = 8
            while size < table.count * 4 { size *= 2 }
            let base = slots.count
            slots += Array(repeating: 0, count: size)
            tables.append(Table(mask: size - 1, base: base))
            for (name, entry) in table.sorted(by: { $0.key < $1.key }) {
                let bytes = Array(name.utf8)
                let hash = bytes.withUnsafeBufferPointer { ByteHash.of($0, seed: 0) }
                let empty = UnsafeBufferPointer<Use>(start: nil, count: 0)
                let meaning = Meaning(
                    hash: hash,
                    nameAt: names.count,
                    nameCount: bytes.count,
                    uses: empty,
                    inner: entry.inner ?? 0
                )
                meanings.append((meaning, uses.count..<(uses.count + entry.uses.count)))
                names += bytes
                uses += entry.uses
                var slot = Int(truncatingIfNeeded: hash) & (size - 1)
                while slots[base + slot] != 0 { slot = (slot + 1) & (size - 1) }
                slots[base + slot] = Int32(meanings.count)
            }
        }
        let keptUses = AliasTable.kept(uses)
        self.uses = keptUses
        self.tables = AliasTable.kept(tables)
        self.slots = AliasTable.kept(slots)
        self.names = AliasTable.kept(names)
        self.meanings = AliasTable.kept(
            meanings.map { entry in
                var meaning = entry.meaning
                meaning.uses = UnsafeBufferPointer(rebasing: keptUses[entry.uses])
                return meaning
            }
        )
    }

    deinit {
        tables.deallocate()
        slots.deallocate()
        meanings.deallocate()
        uses.deallocate()
        names.deallocate()
    }

    private static func kept<T: BitwiseCopyable>(_ values: [T]) -> UnsafeMutableBufferPointer<T> {
        let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: values.count)
        _ = buffer.initialize(from: values)
        return buffer
    }

    private struct Entry {
        var uses: [Use] = []
        var inner: Int?
    }

    /// Every name under its object: a dotted one flat in the line, and again object by object.
    private static func tree(_ source: [(field: RecordField, aliases: [FieldAliases.Alias])]) -> [[String: Entry]] {
        var named: [[String: Entry]] = [[:]]
        for (field, aliases) in source {
            for (rank, alias) in aliases.enumerated() {
                let use = Use(field: field, rank: Int16(rank), reading: alias.reading)
                named[0][alias.name, default: Entry()].uses.append(use)
                let parts = alias.name.split(separator: ".").map(String.init)
                guard parts.count > 1 else { continue }
                var table = 0
                for part in parts.dropLast() {
                    if let inner = named[table][part]?.inner {
                        table = inner
                    } else {
                        named.append([:])
                        named[table][part, default: Entry()].inner = named.count - 1
                        table = named.count - 1
                    }
                }
                named[table][parts[parts.count - 1], default: Entry()].uses.append(use)
            }
        }
        return named
    }

    /// Calls `body` with every name: its table, its meaning's number, and the table of the object under it (0: none).
    func forEachName(_ body: (_ table: Int, UnsafeBufferPointer<UInt8>, _ meaning: Int, _ inner: Int) -> Void) {
        for (number, table) in tables.enumerated() {
            for slot in 0...table.mask where slots[table.base + slot] != 0 {
                let meaning = Int(slots[table.base + slot]) - 1
                let (at, count) = (meanings[meaning].nameAt, meanings[meaning].nameCount)
                body(number, UnsafeBufferPointer(rebasing: names[at..<at + count]), meaning, meanings[meaning].inner)
            }
        }
    }

    /// The fields that a meaning's name stands for.
    @inline(__always)
    func uses(_ meaning: Int) -> UnsafeBufferPointer<Use> { meanings[meaning].uses }

    /// What `name` means in the table; nil for most names. Valid as long as the table.
    @inline(__always)
    func lookup(_ name: UnsafeBufferPointer<UInt8>, in table: Int) -> UnsafePointer<Meaning>? {
        let hash = ByteHash.of(name, seed: 0)
        let (mask, base) = (tables[table].mask, tables[table].base)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = Int(slots[base + slot])
            guard entry != 0, let start = meanings.baseAddress else { return nil }
            let meaning = start + (entry - 1)
            if meaning.pointee.hash == hash, isNamed(meaning, name) { return UnsafePointer(meaning) }
            slot = (slot + 1) & mask
        }
    }

    @inline(__always)
    private func isNamed(_ meaning: UnsafeMutablePointer<Meaning>, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let (at, count) = (meaning.pointee.nameAt, meaning.pointee.nameCount)
        guard count == name.count else { return false }
        for i in 0..<count where names[at + i] != name[i] { return false }
        return true
    }
}
