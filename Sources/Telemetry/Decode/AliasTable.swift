/// ``FieldAliases`` as a tree of small hash tables, one for the line and one for each object that names reach into.
/// Immutable once built.
final class AliasTable: Sendable {
    /// What a name means in its object.
    struct Meaning {
        /// The field, its rank (lower wins) and how to read it; several fields can share a name.
        var uses: [(field: RecordField, rank: Int16, reading: FieldReading)] = []
        /// The table for the object under this name.
        var inner: Int?
    }

    private struct Table {
        var mask = 0
        /// Index into `meanings` plus one; 0 is free.
        var slots: [Int32] = []
        var hashes: [UInt64] = []
        var names: [[UInt8]] = []
        var meanings: [Meaning] = []
    }

    private let tables: [Table]

    static let standard = AliasTable(FieldAliases.table)

    init(_ source: [(field: RecordField, aliases: [FieldAliases.Alias])]) {
        var named: [[String: Meaning]] = [[:]]
        func note(_ name: String, in table: Int, _ use: (RecordField, Int16, FieldReading)) {
            named[table][name, default: Meaning()].uses.append(use)
        }
        for (field, aliases) in source {
            for (rank, alias) in aliases.enumerated() {
                let use = (field, Int16(rank), alias.reading)
                note(alias.name, in: 0, use)
                let parts = alias.name.split(separator: ".").map(String.init)
                guard parts.count > 1 else { continue }
                var table = 0
                for part in parts.dropLast() {
                    if let inner = named[table][part]?.inner {
                        table = inner
                    } else {
                        named.append([:])
                        named[table][part, default: Meaning()].inner = named.count - 1
                        table = named.count - 1
                    }
                }
                note(parts[parts.count - 1], in: table, use)
            }
        }
        tables = named.map { names in
            var size = 8
            while size < names.count * 4 { size *= 2 }
            var table = Table(mask: size - 1, slots: Array(repeating: 0, count: size))
            for (name, meaning) in names.sorted(by: { $0.key < $1.key }) {
                let bytes = Array(name.utf8)
                let hash = bytes.withUnsafeBufferPointer { ByteHash.of($0, seed: 0) }
                table.names.append(bytes)
                table.hashes.append(hash)
                table.meanings.append(meaning)
                var slot = Int(truncatingIfNeeded: hash) & table.mask
                while table.slots[slot] != 0 { slot = (slot + 1) & table.mask }
                table.slots[slot] = Int32(table.names.count)
            }
            return table
        }
    }

    /// Calls `body` with what `name` means in the table; most names mean nothing.
    @inline(__always)
    func lookup(_ name: UnsafeBufferPointer<UInt8>, in table: Int, _ body: (borrowing Meaning) -> Void) {
        let hash = ByteHash.of(name, seed: 0)
        let mask = tables[table].mask
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = Int(tables[table].slots[slot])
            if entry == 0 { return }
            if tables[table].hashes[entry - 1] == hash, tables[table].names[entry - 1].elementsEqual(name) {
                body(tables[table].meanings[entry - 1])
                return
            }
            slot = (slot + 1) & mask
        }
    }
}
