import Synchronization

/// ``FieldNames`` as a tree of small hash tables, one for the line and one for each object that names reach into; flat
/// in memory, because every name of every line is looked up here.
///
/// `@unchecked Sendable`: nothing is written after `init`.
package final class AliasTable: @unchecked Sendable {
    /// One field that a name stands for; the lower rank wins.
    struct Use {
        var field: RecordField
        var rank: Int16
        var reading: FieldReading
    }

    /// Where a rank begins to say that the name stood in an object of records, in one that may hold ids, or is a guess.
    static let recordRank: Int16 = 4000
    static let objectRank: Int16 = 8000
    static let weakRank: Int16 = 16_000

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
        /// The table that has the names it does not have; 0: none.
        var common: Int
    }

    private let tables: UnsafeMutableBufferPointer<Table>
    private let slots: UnsafeMutableBufferPointer<Int32>
    private let meanings: UnsafeMutableBufferPointer<Meaning>
    private let uses: UnsafeMutableBufferPointer<Use>
    private let nameBytes: UnsafeMutableBufferPointer<UInt8>
    /// What it was made of.
    let names: FieldNames

    static let standard = AliasTable(.standard)

    private static let chosen = Mutex<AliasTable?>(nil)

    /// The table of the process: decoders made from now on read by it.
    package static var process: AliasTable {
        get { chosen.withLock { $0 } ?? standard }
        set { chosen.withLock { $0 = newValue } }
    }

    package init(_ names: FieldNames) {
        self.names = names
        let tree = AliasTree(names)
        var tables: [Table] = []
        var slots: [Int32] = []
        var meanings: [(meaning: Meaning, uses: Range<Int>)] = []
        var uses: [Use] = []
        tables.reserveCapacity(tree.tables.count)
        for (number, table) in tree.tables.enumerated() {
            var size = 8
            while size < table.count * 4 { size *= 2 }
            let base = slots.count
            slots.append(contentsOf: repeatElement(0, count: size))
            tables.append(Table(mask: size - 1, base: base, common: tree.commons[number] ?? 0))
            for entry in table {
                let name = tree.names[entry.name]
                let empty = UnsafeBufferPointer<Use>(start: nil, count: 0)
                let meaning = Meaning(
                    hash: name.hash,
                    nameAt: name.at,
                    nameCount: name.count,
                    uses: empty,
                    inner: entry.inner
                )
                meanings.append((meaning, uses.count..<(uses.count + entry.uses.count)))
                uses += entry.uses
                var slot = Int(truncatingIfNeeded: name.hash) & (size - 1)
                while slots[base + slot] != 0 { slot = (slot + 1) & (size - 1) }
                slots[base + slot] = Int32(meanings.count)
            }
        }
        let keptUses = AliasTable.kept(uses)
        self.uses = keptUses
        self.tables = AliasTable.kept(tables)
        self.slots = AliasTable.kept(slots)
        self.nameBytes = AliasTable.kept(tree.bytes)
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
        nameBytes.deallocate()
    }

    private static func kept<T: BitwiseCopyable>(_ values: [T]) -> UnsafeMutableBufferPointer<T> {
        let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: values.count)
        _ = buffer.initialize(from: values)
        return buffer
    }

    /// Calls `body` with every name: its table, its meaning's number, and the table of the object under it (0: none).
    func forEachName(_ body: (_ table: Int, UnsafeBufferPointer<UInt8>, _ meaning: Int, _ inner: Int) -> Void) {
        for (number, table) in tables.enumerated() {
            for slot in 0...table.mask where slots[table.base + slot] != 0 {
                let meaning = Int(slots[table.base + slot]) - 1
                let (at, count) = (meanings[meaning].nameAt, meanings[meaning].nameCount)
                let name = UnsafeBufferPointer(rebasing: nameBytes[at..<at + count])
                body(number, name, meaning, meanings[meaning].inner)
            }
        }
    }

    /// Calls `body` with each table that has another one for the names it lacks, and that one, the last tables first.
    func forEachShared(_ body: (_ table: Int, _ common: Int) -> Void) {
        for (number, table) in tables.enumerated().reversed() where table.common != 0 { body(number, table.common) }
    }

    /// The fields that a meaning's name stands for.
    @inline(__always)
    func uses(_ meaning: Int) -> UnsafeBufferPointer<Use> { meanings[meaning].uses }

    private let scanner = Mutex<ScanNames?>(nil)

    /// The names as the scanner takes them; made when first needed.
    var scanNames: ScanNames {
        scanner.withLock { scanner in
            if let scanner { return scanner }
            let made = ScanNames(self)
            scanner = made
            return made
        }
    }

    /// What `name` means in the table; nil for most names. Valid as long as the table.
    @inline(__always)
    func lookup(_ name: UnsafeBufferPointer<UInt8>, in table: Int) -> UnsafePointer<Meaning>? {
        let hash = ByteHash.of(name, seed: 0)
        guard let start = meanings.baseAddress else { return nil }
        var table = table
        while true {
            let (mask, base) = (tables[table].mask, tables[table].base)
            var slot = Int(truncatingIfNeeded: hash) & mask
            while true {
                let entry = Int(slots[base + slot])
                if entry == 0 { break }
                let meaning = start + (entry - 1)
                if meaning.pointee.hash == hash, isNamed(meaning, name) { return UnsafePointer(meaning) }
                slot = (slot + 1) & mask
            }
            table = tables[table].common
            if table == 0 { return nil }
        }
    }

    @inline(__always)
    private func isNamed(_ meaning: UnsafeMutablePointer<Meaning>, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let (at, count) = (meaning.pointee.nameAt, meaning.pointee.nameCount)
        guard count == name.count else { return false }
        for i in 0..<count where nameBytes[at + i] != name[i] { return false }
        return true
    }
}
