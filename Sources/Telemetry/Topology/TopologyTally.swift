import EventModel

/// Adds up parts and gives the numbers in them their names.
struct TopologyTally {
    struct Shape {
        var grouped: Bool
        var limit: Int
    }

    private struct Sum {
        var count = 0
        var errors = 0
        var sample = -1
        var sampleFailed = false
    }

    /// A node while names are looked up: what it is, and what it is called.
    private struct Name: Hashable {
        var kind: Topology.Kind
        var name: String
    }

    /// What counts as one edge: ends, and what goes along unless that is grouped.
    private struct Line: Hashable {
        var from: Int
        var to: Int
        var via: Int
        var inferred: Bool
    }

    private let parts: [TopologyPart]
    private let keys: [TopologyKey]
    private let table: NameTable
    private var sums: [Sum]
    private var unlinked = 0

    private var nodes: [Topology.Node] = []
    private var numbers: [Name: Int] = [:]
    /// The node of each place met; -1: none.
    private var places: [TopologyPlace: Int] = [:]

    init(_ parts: [TopologyPart], _ keys: TopologyKeys, _ table: NameTable) {
        self.parts = parts
        self.keys = keys.keys
        self.table = table
        sums = Array(repeating: Sum(), count: keys.keys.count)
        for part in parts {
            unlinked += part.unlinked
            for edge in part.edges {
                let number = Int(edge.number)
                sums[number].count += Int(edge.count)
                sums[number].errors += Int(edge.errors)
                if edge.sample >= 0, edge.sampleFailed || !sums[number].sampleFailed {
                    sums[number].sample = edge.sample
                    sums[number].sampleFailed = edge.sampleFailed
                }
            }
        }
    }

    consuming func finish(_ shape: Shape) -> Topology {
        let isLinked = keys.indices.dropFirst().contains {
            sums[$0].count > 0 && keys[$0].from != .outside && keys[$0].from != .heard && !keys[$0].isInferred
        }
        addNodes()
        // Edges as they will be shown, and for each number which of them it went into.
        var lines: [Line: Int] = [:]
        var edges: [Topology.Edge] = []
        var lineOf = Array(repeating: -1, count: keys.count)
        var vias: [[Int: Int]] = []
        var targets: [[TopologyPlace: Int]] = []
        for number in keys.indices.dropFirst() where sums[number].count > 0 {
            let key = keys[number]
            guard !key.isInferred || !isLinked, let from = places[key.from], let to = places[key.to] else { continue }
            let isGrouped = shape.grouped && !nodes[from].kind.carries && !nodes[to].kind.carries
            let line = Line(from: from, to: to, via: isGrouped ? -1 : Int(key.via), inferred: key.isInferred)
            let place = lines[line] ?? edges.count
            if place == edges.count {
                lines[line] = place
                edges.append(Topology.Edge(from: from, to: to, types: 0, count: 0, inferred: key.isInferred))
                vias.append([:])
                targets.append([:])
            }
            lineOf[number] = place
            add(sums[number], to: &edges[place])
            vias[place][Int(key.via), default: 0] += sums[number].count
            if key.to.kind == .ruleTarget { targets[place][key.to, default: 0] += sums[number].count }
        }
        for i in edges.indices {
            // A rule's targets get each event, one each: the rule matched as often as the busiest of them was tried.
            if let most = targets[i].values.max() { edges[i].count = most }
            edges[i].errors = min(edges[i].errors, edges[i].count)
            edges[i].types = vias[i].count
            let most = vias[i].max { ($0.value, $1.key) < ($1.value, $0.key) }
            edges[i].via = most.map { via(UInt16($0.key)) } ?? ""
        }
        return cut(edges, lineOf, shape.limit)
    }

    private func add(_ sum: Sum, to edge: inout Topology.Edge) {
        edge.count += sum.count
        edge.errors += sum.errors
        // The latest; one that failed before one that did not.
        if sum.sample >= 0, edge.sample == nil || sum.sampleFailed || edge.errors == 0 {
            edge.sample = max(sum.sample, sum.sampleFailed ? -1 : edge.sample ?? -1)
        }
    }

    // MARK: - Nodes

    private mutating func addNodes() {
        let names = TopologyNames(keys, sums.map(\.count), table)
        var found: [Name: (began: Int, heard: Int)] = [:]
        var placed: [(TopologyPlace, Name)] = []
        var seen = Set<TopologyPlace>()
        for number in keys.indices.dropFirst() where sums[number].count > 0 {
            let key = keys[number]
            if key.from == .heard, names.hasHops { continue }
            for place in [key.from, key.to] where seen.insert(place).inserted {
                guard let (kind, name) = names.of(place) else { continue }
                placed.append((place, Name(kind: kind, name: name)))
            }
            guard key.from == .outside || key.from == .heard, let (kind, name) = names.of(key.to) else { continue }
            if key.from == .heard {
                found[Name(kind: kind, name: name), default: (0, 0)].heard += sums[number].count
            } else {
                found[Name(kind: kind, name: name), default: (0, 0)].began += sums[number].count
            }
        }
        let order = Topology.Kind.allCases
        func rank(_ name: Name) -> Int { order.firstIndex(of: name.kind) ?? 0 }
        for name in Set(placed.map(\.1)).sorted(by: { (rank($0), $0.name) < (rank($1), $1.name) }) {
            numbers[name] = nodes.count
            let began = found[name] ?? (0, 0)
            nodes.append(Topology.Node(name.name, name.kind, began: began.began, heard: began.heard))
        }
        for (place, name) in placed { places[place] = numbers[name] }
    }

    private func via(_ number: UInt16) -> String {
        number == NameTable.inLine ? "(others)" : table.name(number) ?? ""
    }

    // MARK: - Figures

    /// Keeps what matters most, with its percentiles, in a fixed order.
    private func cut(_ all: [Topology.Edge], _ lineOf: [Int], _ limit: Int) -> Topology {
        var topology = Topology(nodes: nodes, unlinked: max(0, unlinked))
        func isTrouble(_ i: Int) -> Bool { topology.trouble(all[i]) > .some }
        let ranked = all.indices.sorted {
            let (a, b) = (isTrouble($0), isTrouble($1))
            return a != b ? a : all[$0].count != all[$1].count ? all[$0].count > all[$1].count : $0 < $1
        }
        let kept = ranked.prefix(limit)
        for i in ranked.dropFirst(limit) {
            topology.hiddenEdges += 1
            topology.hiddenCount += all[i].count
        }
        // Number 0 stands for edges that no number was left for.
        topology.hiddenCount += sums[0].count
        if sums[0].count > 0 { topology.hiddenEdges += 1 }
        var placeOf = Array(repeating: -1, count: all.count)
        for (place, i) in kept.enumerated() { placeOf[i] = place }
        var edges = kept.map { all[$0] }
        var took = Array(repeating: DurationSketch(), count: edges.count)
        var waits = took
        for part in parts {
            for edge in part.edges where lineOf[Int(edge.number)] >= 0 {
                let place = placeOf[lineOf[Int(edge.number)]]
                if place < 0 || edge.runs.isEmpty { continue }
                for run in edge.runs {
                    let (bucket, count) = (Int(part.runs[Int(run)] >> 16), Int(part.runs[Int(run)] & 0xFFFF))
                    if run < edge.waitsAt {
                        took[place].add(bucket, count, longest: edge.longestTook)
                    } else {
                        waits[place].add(bucket, count, longest: edge.longestWait)
                    }
                }
            }
        }
        for i in edges.indices {
            edges[i].p95 = took[i].at(95)
            edges[i].wait = waits[i].at(95)
        }
        topology.edges = edges.sorted { a, b in
            let (x, y) = (nodes[a.from].name, nodes[b.from].name)
            if x != y { return x < y }
            if a.via != b.via { return a.via < b.via }
            let (s, t) = (nodes[a.to].name, nodes[b.to].name)
            return s != t ? s < t : (a.from, a.to) < (b.from, b.to)
        }
        // Nodes that only hidden edges led to are hidden with them.
        if topology.hiddenEdges > 0 { topology.dropNodes(keeping: limit) }
        return topology
    }
}

extension Topology {
    /// Leaves out nodes without an edge, but for the first so many.
    fileprivate mutating func dropNodes(keeping limit: Int) {
        var used = Set<Int>()
        for edge in edges {
            used.insert(edge.from)
            used.insert(edge.to)
        }
        var room = max(0, limit - used.count)
        var kept: [Node] = []
        var moved: [Int: Int] = [:]
        for i in nodes.indices {
            if !used.contains(i) {
                if room == 0 { continue }
                room -= 1
            }
            moved[i] = kept.count
            kept.append(nodes[i])
        }
        nodes = kept
        for i in edges.indices {
            edges[i].from = moved[edges[i].from] ?? 0
            edges[i].to = moved[edges[i].to] ?? 0
        }
    }
}
