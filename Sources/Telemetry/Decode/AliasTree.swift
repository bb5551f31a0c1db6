/// ``FieldNames`` sorted by the object they are looked up in: the first table is the line's own.
///
/// Objects that may hold any id, or a whole record, and have no names of their own share one table.
struct AliasTree {
    struct Name {
        var hash: UInt64
        /// Its place in ``bytes``.
        var at: Int
        var count: Int
    }

    struct Entry {
        /// Its place in ``names``.
        var name: Int
        var uses: [AliasTable.Use] = []
        /// The table for the object under this name; 0: none.
        var inner = 0
    }

    private(set) var tables: [[Entry]] = [[]]
    private(set) var names: [Name] = []
    private(set) var bytes: [UInt8] = []
    /// For a table, another one that has the names it does not have.
    private(set) var commons: [Int: Int] = [:]
    /// For each table, its entries by name.
    private var places: [[Int: Int]] = [[:]]
    private var known: [UInt64: Int] = [:]

    init(_ source: FieldNames) {
        known.reserveCapacity(2048)
        for field in RecordField.allCases {
            for (i, name) in source.names[field.rawValue].enumerated() {
                add(Array(name.text.utf8), use(field, name, i, base: 0))
            }
        }
        let ids = shared(source, base: AliasTable.objectRank, isNested: false) { field, name in field.isFoundInObjects }
        let all = shared(source, base: AliasTable.recordRank, isNested: true) { field, name in
            field.isRecordsOwn && !name.isWeak
        }
        attach(all, at: source.records)
        attach(ids, at: source.objects)
        addFlat(source)
    }

    /// `labels.correlation_id` as one name, of the ids that most lines have.
    private mutating func addFlat(_ source: FieldNames) {
        let usual = [
            "correlation_id", "correlationId", "x-correlation-id", "X-Correlation-ID", "trace_id", "traceId",
            "request_id", "requestId", "x-request-id", "X-Request-ID",
        ]
        for field in [RecordField.correlation, .trace, .request] {
            for (i, name) in source.names[field.rawValue].enumerated() where usual.contains(name.text) {
                let use = use(field, name, i, base: AliasTable.objectRank)
                for object in source.objects {
                    entry(Array((object + "." + name.text).utf8)[...], in: 0) { $0.uses.append(use) }
                }
            }
        }
    }

    private func use(_ field: RecordField, _ name: FieldNames.Name, _ i: Int, base: Int16) -> AliasTable.Use {
        let weak = name.isWeak ? AliasTable.weakRank : 0
        return AliasTable.Use(field: field, rank: base + weak + Int16(clamping: min(i, 3999)), reading: name.reading)
    }

    /// The names that a kind of object may hold.
    ///
    /// - Parameter isNested: a dot reaches into an object in it; else a name with a dot stands only as it is.
    private mutating func shared(
        _ source: FieldNames,
        base: Int16,
        isNested: Bool,
        _ isIn: (RecordField, FieldNames.Name) -> Bool
    ) -> [Entry] {
        let table = newTable()
        for field in RecordField.allCases {
            for (i, name) in source.names[field.rawValue].enumerated() where isIn(field, name) {
                let use = use(field, name, i, base: base)
                add(Array(name.text.utf8), use, in: table, isNested: isNested)
            }
        }
        return tables[table]
    }

    /// Makes the entries known in the objects at the paths.
    private mutating func attach(_ entries: [Entry], at paths: [String]) {
        let common = tables.count
        tables.append(entries)
        places.append([:])
        for (i, entry) in entries.enumerated() { places[common][entry.name] = i }
        for path in paths {
            let parts = Array(path.utf8).split(separator: UInt8(ascii: "."))
            guard let last = parts.last else { continue }
            if parts.count > 1 {
                // A name with dots in it, of an object.
                let whole = Array(path.utf8)[...]
                if innerTable(whole, of: 0) == 0 { entry(whole, in: 0) { $0.inner = common } }
            }
            var table = 0
            for part in parts.dropLast() { table = inner(part, of: table) }
            let own = innerTable(last, of: table)
            guard own != 0 else {
                entry(last, in: table) { $0.inner = common }
                continue
            }
            if own == common { continue }
            // Its own names come first, and mean what they mean in all such objects as well.
            for (i, entry) in tables[own].enumerated() {
                guard let place = places[common][entry.name] else { continue }
                tables[own][i].uses += entries[place].uses
                let inner = entries[place].inner
                if tables[own][i].inner == 0 { tables[own][i].inner = inner }
            }
            if commons[own] == nil {
                commons[own] = common
            } else {
                for entry in entries where places[own][entry.name] == nil {
                    places[own][entry.name] = tables[own].count
                    tables[own].append(entry)
                }
            }
        }
    }

    /// Adds a name: whole in the table, and for each dot as an object and the rest of the name in it.
    private mutating func add(_ name: [UInt8], _ use: AliasTable.Use, in table: Int = 0, isNested: Bool = true) {
        entry(name[...], in: table) { $0.uses.append(use) }
        var table = table
        var rest = name[...]
        while isNested, let dot = rest.firstIndex(of: UInt8(ascii: ".")), dot > rest.startIndex, dot + 1 < rest.endIndex
        {
            table = inner(rest[..<dot], of: table)
            rest = rest[(dot + 1)...]
            entry(rest, in: table) { $0.uses.append(use) }
        }
    }

    private mutating func newTable() -> Int {
        tables.append([])
        places.append([:])
        return tables.count - 1
    }

    private mutating func innerTable(_ name: ArraySlice<UInt8>, of table: Int) -> Int {
        guard let place = places[table][id(name)] else { return 0 }
        return tables[table][place].inner
    }

    private mutating func inner(_ name: ArraySlice<UInt8>, of table: Int) -> Int {
        let found = innerTable(name, of: table)
        if found != 0 { return found }
        let made = newTable()
        entry(name, in: table) { $0.inner = made }
        return made
    }

    private mutating func entry(_ name: ArraySlice<UInt8>, in table: Int, _ change: (inout Entry) -> Void) {
        let id = id(name)
        if let place = places[table][id] {
            change(&tables[table][place])
        } else {
            var entry = Entry(name: id)
            change(&entry)
            places[table][id] = tables[table].count
            tables[table].append(entry)
        }
    }

    /// The number of a name. Names are few and no attacker's, so that their hashes tell them apart.
    private mutating func id(_ name: ArraySlice<UInt8>) -> Int {
        let hash = name.withUnsafeBufferPointer { ByteHash.of($0, seed: 0) }
        if let id = known[hash] { return id }
        known[hash] = names.count
        names.append(Name(hash: hash, at: bytes.count, count: name.count))
        bytes += name
        return names.count - 1
    }
}

extension RecordField {
    /// Whether it counts in an object that holds a whole record; an envelope's marks do not.
    fileprivate var isRecordsOwn: Bool {
        switch self {
        case .envelope, .envelopeLog, .envelopeStream, .several, .metrics: false
        default: true
        }
    }
}
