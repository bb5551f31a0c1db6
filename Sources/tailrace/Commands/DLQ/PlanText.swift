import DeadLetters
import EventModel
import TerminalUI

extension RedrivePlan {
    /// The plan for a person, before it starts.
    func text(verb: String) -> String {
        var lines = [
            "\(verb) \(Figures.count(ids.count)) from \(visible(queue)), \(Figures.bytes(bytes))\(largestText)"
        ]
        for (destination, count) in destinations.sorted(by: { $0.key.description < $1.key.description }) {
            lines.append("  \(Figures.count(count)) to \(visible(destination.description))")
        }
        for group in groups {
            lines.append("  \(Figures.count(group.count)) × \(group.fingerprint)  \(visible(group.error))")
        }
        lines += how
        for warning in warnings { lines.append("  ! \(visible(warning))") }
        return lines.joined(separator: "\n")
    }

    private var largestText: String { ids.count > 1 ? ", the largest \(Figures.bytes(largest))" : "" }

    private var how: [String] {
        var lines: [String] = []
        if edited > 0 { lines.append("  \(counted(edited, "message")) changed") }
        switch options.headers {
        // Nothing is sent.
        case _ where destinations.isEmpty: break
        case .classed: lines.append("  headers of the death and the broker left out, the trace with a new span")
        case .keep:
            lines.append(
                options.editsAnything ? "  headers as they are, classed where edited" : "  headers as they are"
            )
        }
        if quarantined > 0 {
            lines.append("  \(Figures.count(quarantined)) stay: redriven \(options.cap) times before")
        }
        if let canary = options.canary { lines.append("  canary of \(canary), the rest when these have completed") }
        if let rate = options.rate { lines.append("  \(rate.text)") }
        if case .group(let key) = options.order {
            lines.append("  one at a time within each \(visible(key)), oldest first")
        }
        switch options.start {
        case .now: break
        case .at(let time): lines.append("  begins at \(time.rfc3339(digits: 0))")
        case .after(let type): lines.append("  begins when \(visible(type)) is published")
        }
        if let expires { lines.append("  the first expires at \(expires.rfc3339(digits: 0))") }
        return lines
    }
}

extension RedriveOptions.Ramp {
    /// `20/s`, `5/s rising to 50/s`
    var text: String {
        let last = Figures.decimal(to) + "/s"
        return from < to ? "\(Figures.decimal(from))/s rising to \(last)" : "at most \(last)"
    }
}
