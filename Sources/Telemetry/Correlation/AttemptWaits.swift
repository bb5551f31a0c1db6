import EventModel

/// How long each invocation waited: from the end of the attempt before it, or from the message it handles. A delivery waited
/// from the event on that it delivers.
enum AttemptWaits {
    static func fill(_ tree: inout TraceTree) {
        // When the last attempt of each function of one parent ended; siblings stand in time order.
        var ended: [UInt32: Timestamp] = [:]
        for child in tree.hops.indices where tree.hops[child].kind == .deliver && tree.hops[child].parent >= 0 {
            let waited = tree.hops[child].start - tree.hops[Int(tree.hops[child].parent)].start
            if waited > .zero { tree.hops[child].wait = waited }
        }
        for parent in tree.hops.indices where !tree.hops[parent].isLeaf {
            let kind = tree.hops[parent].kind
            guard kind == .queue || kind == .deliver || kind == .redrive else { continue }
            ended.removeAll(keepingCapacity: true)
            var child = parent + 1
            let end = parent + Int(tree.hops[parent].size)
            while child < end {
                let hop = tree.hops[child]
                if hop.kind == .invoke {
                    let since =
                        ended[hop.name] ?? (kind == .deliver ? tree.hops[parent].end : tree.hops[parent].start)
                    ended[hop.name] = max(hop.end, ended[hop.name] ?? hop.end)
                    if hop.start > since { tree.hops[child].wait = max(hop.wait ?? .zero, hop.start - since) }
                }
                child += Int(hop.size)
            }
        }
    }
}
