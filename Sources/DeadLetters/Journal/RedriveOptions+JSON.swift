import EventModel

extension RedriveOptions {
    /// As the journal keeps them, without ``edits``.
    var json: JSON {
        var order: JSON = "time"
        if case .group(let key) = self.order { order = ["group": .string(key)] }
        var start: JSON = "now"
        switch self.start {
        case .now: break
        case .at(let instant): start = ["at": .int(Int(instant.nanoseconds))]
        case .after(let eventType): start = ["after": .string(eventType)]
        }
        return [
            "destination": destination.map(\.json) ?? .null,
            "rate": rate.map { ["from": .double($0.from), "to": .double($0.to)] } ?? .null,
            "canary": canary.map(JSON.int) ?? .null,
            "order": order,
            "stop_above": stopAbove.map(JSON.double) ?? .null,
            "cap": .int(cap),
            "changes": .array(changes.map { [.string($0.path), .string($0.value)] }),
            "headers": .string(headers.rawValue),
            "start": start,
            "patience": .int(Int(patience.nanoseconds)),
            "reason": reason.map(JSON.string) ?? .null,
        ]
    }

    init?(json: JSON) {
        guard json.object != nil, let cap = json["cap"]?.integer else { return nil }
        self.init()
        destination = json["destination"].flatMap(DeadLetter.Destination.init(json:))
        if let from = json["rate"]?["from"]?.number, let to = json["rate"]?["to"]?.number {
            rate = Ramp(from: from, to: to)
        }
        canary = json["canary"]?.integer
        if let key = json["order"]?["group"]?.string { order = .group(key: key) }
        stopAbove = json["stop_above"]?.number
        self.cap = cap
        changes = (json["changes"]?.array ?? []).compactMap { change in
            guard let pair = change.array, pair.count == 2, let path = pair[0].string, let value = pair[1].string else {
                return nil
            }
            return BodyChange(path: path, value: value)
        }
        // Older journals do not say: they kept them.
        headers = json["headers"]?.string.flatMap(Headers.init(rawValue:)) ?? .keep
        if let at = json["start"]?["at"]?.integer { start = .at(Timestamp(nanoseconds: Int64(at))) }
        if let type = json["start"]?["after"]?.string { start = .after(eventType: type) }
        if let nanoseconds = json["patience"]?.integer { patience = .nanoseconds(nanoseconds) }
        reason = json["reason"]?.string
    }
}

extension DeadLetter.Destination {
    var json: JSON { ["kind": .string(kind.rawValue), "name": .string(name)] }

    init?(json: JSON) {
        guard let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:)), let name = json["name"]?.string else {
            return nil
        }
        self.init(kind, name)
    }
}
