extension TopologyFold {
    /// Where no record of a stretch names a cause: which service comes after which in a flow.
    mutating func guess(_ chunk: Chunk, _ count: Int, _ scope: Scope?, _ collector: inout TopologyCollector) {
        var rows: [(flow: UInt64, when: Int64, row: Int32)] = []
        for row in 0..<count where chunk.correlation[row] != 0 && chunk.service[row] != NameTable.none {
            if chunk.flags[row].contains(.metrics) || chunk.cause[row] != 0 { continue }
            if let scope, !scope.holds(chunk, row) { continue }
            rows.append((chunk.correlation[row], chunk.when(row), Int32(row)))
        }
        rows.sort { ($0.flow, $0.when, $0.row) < ($1.flow, $1.when, $1.row) }
        for (earlier, later) in zip(rows, rows.dropFirst()) where earlier.flow == later.flow {
            let (a, b) = (Int(earlier.row), Int(later.row))
            guard chunk.service[a] != chunk.service[b] else { continue }
            let key = TopologyKey(
                TopologyPlace(.service, chunk.service[a]),
                TopologyPlace(.service, chunk.service[b]),
                chunk.eventType[a] == NameTable.none ? chunk.eventType[b] : chunk.eventType[a],
                inferred: true
            )
            collector.count(collector.place(key, &keys), chunk.first + b, failed: chunk.flags[b].contains(.failed))
        }
    }
}
