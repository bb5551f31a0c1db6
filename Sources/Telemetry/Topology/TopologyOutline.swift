/// A topology as indented lines, from where events begin to where they end: each edge once, under what it comes from.
///
/// Only kinds and names decide the order, so that lines stay where they are while figures change.
package struct TopologyOutline: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var depth: Int
        /// The edge that leads here; nil where the outline begins anew.
        package var edge: Int?
        package var node: Int
        /// What follows the node stands elsewhere: it was met before, or is met nearer to the start.
        package var isElsewhere: Bool
    }

    package private(set) var rows: [Row] = []

    /// A node as an event meets it: what carries goes on with the event that came in.
    private struct Visit: Hashable {
        var node: Int
        var via: String?
    }

    package init(_ topology: Topology) {
        let nodes = topology.nodes
        var out: [[Int]] = Array(repeating: [], count: nodes.count)
        var isReached = Array(repeating: false, count: nodes.count)
        for (i, edge) in topology.edges.enumerated() {
            out[edge.from].append(i)
            if edge.to != edge.from { isReached[edge.to] = true }
        }
        for i in out.indices {
            out[i].sort { a, b in
                let (x, y) = (topology.edges[a], topology.edges[b])
                let (s, t) = (nodes[x.to], nodes[y.to])
                if (s.kind == .deadLetterQueue) != (t.kind == .deadLetterQueue) { return t.kind == .deadLetterQueue }
                let (v, w) = (s.kind.carries ? x.via : "", t.kind.carries ? y.via : "")
                return v != w ? v < w : s.name != t.name ? s.name < t.name : a < b
            }
        }
        var begun = Set<Visit>()
        var shown = Array(repeating: false, count: topology.edges.count)
        func follow(_ starts: [Int]) {
            // The nearest way to each visit, breadth first, so that a mesh does not become a staircase.
            var children: [Visit: [(edge: Int, visit: Visit, isFirst: Bool)]] = [:]
            var queue = starts.map { Visit(node: $0, via: nil) }
            begun.formUnion(queue)
            var next = 0
            while next < queue.count {
                let visit = queue[next]
                next += 1
                for i in out[visit.node] where !shown[i] {
                    let edge = topology.edges[i]
                    if let via = visit.via, edge.via != via { continue }
                    shown[i] = true
                    let there = Visit(node: edge.to, via: nodes[edge.to].kind.carries ? edge.via : nil)
                    let isFirst = begun.insert(there).inserted
                    if isFirst { queue.append(there) }
                    children[visit, default: []].append((i, there, isFirst))
                }
            }
            for start in starts {
                rows.append(Row(depth: 0, edge: nil, node: start, isElsewhere: false))
                var stack = (children[Visit(node: start, via: nil)] ?? []).reversed().map { ($0, 1) }
                while let (child, depth) = stack.popLast() {
                    let leadsOn = !out[child.visit.node].isEmpty
                    rows.append(
                        Row(
                            depth: depth,
                            edge: child.edge,
                            node: child.visit.node,
                            isElsewhere: !child.isFirst && leadsOn
                        )
                    )
                    guard child.isFirst else { continue }
                    stack += (children[child.visit] ?? []).reversed().map { ($0, depth + 1) }
                }
            }
        }
        let order = nodes.indices.sorted { (nodes[$0].name, $0) < (nodes[$1].name, $1) }
        follow(order.filter { !isReached[$0] && !out[$0].isEmpty })
        // Circles that nothing leads into, and events that come out of what carries under another name than they went in.
        // Where something begins is a better start than what it leads to.
        let starts = order.filter { nodes[$0].began > 0 } + order.filter { nodes[$0].began == 0 }
        while let start = starts.first(where: { out[$0].contains { !shown[$0] } }) { follow([start]) }
        for node in order where out[node].isEmpty && !isReached[node] {
            rows.append(Row(depth: 0, edge: nil, node: node, isElsewhere: false))
        }
    }
}
