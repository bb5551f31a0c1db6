import EventModel
import Pipeline

/// Buckets, and what their rules do with the objects.
extension FlowDrawing {
    func bucket(_ bucket: BucketDefinition) -> Branch {
        let place = bucket.location.map { " in \($0)" } ?? ""
        var branch = Branch(text: "bucket \(bucket.name)\(place) -> bus default")
        branch.branches = definition.referenceObjects.filter { $0.bucket == bucket.name }.map {
            Branch(text: "\($0.key) is there, \($0.bytes.count) bytes")
        }
        for rule in bucket.replication {
            var notes: [String] = []
            if rule.storageClass != .standard { notes.append("as \(rule.storageClass.rawValue)") }
            if rule.copiesDeleteMarkers { notes.append("delete markers too") }
            let said = notes.isEmpty ? "" : "  (\(notes.joined(separator: ", ")))"
            branch.branches.append(
                Branch(
                    text:
                        "\(head("replication", rule.id, rule.prefix, rule.isEnabled)) -> bucket \(rule.destination)\(said)"
                )
            )
        }
        for rule in bucket.lifecycle {
            branch.branches.append(
                Branch(
                    text: "\(head("lifecycle", rule.id, rule.prefix, rule.isEnabled))  "
                        + Self.steps(of: rule).joined(separator: ", ")
                )
            )
        }
        return branch
    }

    private func head(_ noun: String, _ id: String, _ prefix: String, _ isEnabled: Bool) -> String {
        "\(noun) \(id)\(prefix.isEmpty ? "" : " of \(prefix)")\(isEnabled ? "" : " (disabled)")"
    }

    /// What a lifecycle rule does, in words.
    static func steps(of rule: LifecycleRule) -> [String] {
        var steps = rule.transitions.map { "\($0.storageClass.rawValue) after \(words($0.age.duration))" }
        if let age = rule.expiration { steps.append("expire after \(words(age.duration))") }
        if let noncurrent = rule.noncurrent {
            let kept = noncurrent.newerVersions > 0 ? ", but for the newest \(noncurrent.newerVersions)" : ""
            steps.append("noncurrent versions removed after \(words(noncurrent.age.duration))\(kept)")
        }
        if rule.removesExpiredMarkers { steps.append("delete markers of nothing removed") }
        return steps
    }
}
