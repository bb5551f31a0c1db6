import HeapModule

/// Puts the records of several sources into one order, by time; those of one source keep theirs.
struct ChunkMerge {
    /// Rows of one source that follow one another.
    struct Stretch {
        var chunk: Chunk
        var rows: Range<Int>
    }

    /// The records of one source, being read row by row.
    private struct Cursor: Comparable {
        let number: Int
        var stretches: ArraySlice<Stretch>
        var row: Int
        var time: Int64

        init(_ number: Int, _ stretches: [Stretch]) {
            self.number = number
            self.stretches = stretches[...]
            row = stretches[0].rows.lowerBound
            time = stretches[0].chunk.time[row]
        }

        /// Goes on to the next row; false if there is none.
        mutating func advance() -> Bool {
            row += 1
            if let stretch = stretches.first, row == stretch.rows.upperBound {
                stretches.removeFirst()
                row = stretches.first?.rows.lowerBound ?? 0
            }
            guard let stretch = stretches.first else { return false }
            time = stretch.chunk.time[row]
            return true
        }

        static func < (a: Cursor, b: Cursor) -> Bool { (a.time, a.number) < (b.time, b.number) }
        static func == (a: Cursor, b: Cursor) -> Bool { a.number == b.number }
    }

    private let scratch: Chunk
    private let workspace = CorrelationIndex.Workspace()
    private var merged: [Chunk] = []
    private var files: [RawFile] = []
    private var fileNumbers: [ObjectIdentifier: UInt16] = [:]
    private var arenas: [ObjectIdentifier: LineArena] = [:]
    /// For each arena the last chunk that has lines in it: there its bytes are counted.
    private var lastUse: [ObjectIdentifier: Int] = [:]

    /// Whether chunks that follow one another overlap in time, so that merging them changes something.
    static func isNeeded(_ chunks: [Chunk]) -> Bool {
        zip(chunks, chunks.dropFirst()).contains { $0.latest > $1.earliest }
    }

    /// The records of each source, in the order of arrival.
    static func sources(_ chunks: [Chunk]) -> [[Stretch]] {
        var places: [UInt16: Int] = [:]
        var sources: [[Stretch]] = []
        for chunk in chunks {
            for number in 0..<chunk.extentCount {
                let extent = chunk.extents[number]
                let end = number + 1 < chunk.extentCount ? Int(chunk.extents[number + 1].firstRow) : chunk.count
                let rows = Int(extent.firstRow)..<end
                if rows.isEmpty { continue }
                guard let place = places[extent.source] else {
                    places[extent.source] = sources.count
                    sources.append([Stretch(chunk: chunk, rows: rows)])
                    continue
                }
                let last = sources[place].count - 1
                if sources[place][last].chunk === chunk, sources[place][last].rows.upperBound == rows.lowerBound {
                    sources[place][last].rows = sources[place][last].rows.lowerBound..<rows.upperBound
                } else {
                    sources[place].append(Stretch(chunk: chunk, rows: rows))
                }
            }
        }
        return sources
    }

    /// - Parameter rows: records of a merged chunk.
    init(rows: Int) { scratch = Chunk(first: 0, capacity: rows, blockBytes: 1) }

    /// The records of all sources in new chunks.
    mutating func merge(_ sources: [[Stretch]]) -> [Chunk] {
        var heap = Heap(sources.enumerated().map { Cursor($0, $1) })
        var ties: [ObjectIdentifier: TieReader] = [:]
        while var cursor = heap.popMin() {
            // A source goes on for as long as no other one is earlier.
            let limit = heap.min?.time ?? Int64.max
            var goesOn = true
            while goesOn, cursor.time <= limit, let stretch = cursor.stretches.first {
                take(stretch.chunk, cursor.row, &ties)
                goesOn = cursor.advance()
            }
            if goesOn { heap.insert(cursor) }
        }
        flush()
        for (number, chunk) in merged.enumerated() {
            chunk.sharedArenaBytes = arenas.reduce(0) { $0 + (lastUse[$1.key] == number ? $1.value.bytes : 0) }
        }
        return merged
    }

    /// The ties of one chunk by the rows that name them. Rows of several sources in it do not come in their order.
    private struct TieReader {
        private var byRow: [Int: [(other: UInt64, kind: TieList.Kind)]] = [:]
        private var left: Int

        init(_ chunk: Chunk) {
            left = chunk.count
            chunk.ties.forEach(in: 0..<chunk.count) { byRow[$0, default: []].append(($1, $2)) }
        }

        /// What a row ties its flow to; and whether there are further rows.
        mutating func take(_ row: Int) -> (ties: [(other: UInt64, kind: TieList.Kind)], goesOn: Bool) {
            left -= 1
            return (byRow.removeValue(forKey: row) ?? [], left > 0)
        }
    }

    private mutating func take(_ chunk: Chunk, _ row: Int, _ ties: inout [ObjectIdentifier: TieReader]) {
        let length = Int(chunk.offset[row + 1]) - Int(chunk.offset[row])
        if !scratch.hasRoom(for: length) { flush() }
        let extent = chunk.extents[Int(chunk.extent[row])]
        var file = Extent.inMemory
        if extent.file != Extent.inMemory {
            file = number(of: chunk.files[Int(extent.file)])
        } else {
            for arena in chunk.arenas {
                arenas[ObjectIdentifier(arena)] = arena
                lastUse[ObjectIdentifier(arena)] = merged.count
            }
        }
        if !chunk.ties.isEmpty {
            var reader = ties.removeValue(forKey: ObjectIdentifier(chunk)) ?? TieReader(chunk)
            let (own, goesOn) = reader.take(row)
            for tie in own {
                scratch.ties.add(row: scratch.count, flow: chunk.correlation[row], other: tie.other, tie.kind)
            }
            if goesOn { ties[ObjectIdentifier(chunk)] = reader }
        }
        scratch.append(chunk, row, file: file)
    }

    private mutating func number(of file: RawFile) -> UInt16 {
        if let known = fileNumbers[ObjectIdentifier(file)] { return known }
        let number = UInt16(files.count)
        files.append(file)
        fileNumbers[ObjectIdentifier(file)] = number
        return number
    }

    private mutating func flush() {
        guard scratch.count > 0 else { return }
        let used = lastUse.filter { $0.value == merged.count }.compactMap { arenas[$0.key] }
        merged.append(Chunk(compacting: scratch, files: files, arenas: used, workspace))
        scratch.reset()
        files = []
        fileNumbers = [:]
    }
}
