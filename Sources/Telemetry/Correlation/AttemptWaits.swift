import EventModel

/// How long each invocation waited: from the end of the attempt before it, or from the message it handles. A record's own
/// `wait_ms` counts where it says more.
enum AttemptWaits {
    static func fill(_ tree: inout TraceTree) {
        for parent in tree.nodes.indices where !tree.nodes[parent].children.isEmpty {
            let kind = tree.nodes[parent].kind
            guard kind == .queue || kind == .deliver else { continue }
            // When the last attempt of each function ended; siblings stand in time order.
            var ended: [String: Timestamp] = [:]
            for child in tree.nodes[parent].children where tree.nodes[child].kind == .invoke {
                let node = tree.nodes[child]
                let since = ended[node.name] ?? (kind == .queue ? tree.nodes[parent].start : tree.nodes[parent].end)
                ended[node.name] = max(node.end, ended[node.name] ?? node.end)
                if node.start > since { tree.nodes[child].wait = max(node.wait ?? .zero, node.start - since) }
            }
        }
    }
}
