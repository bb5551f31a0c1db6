package import EventModel

/// What starts a flow, as its file says: events or objects to draw from, and how many a second.
package struct FlowStimulus: Sendable {
    /// One template.
    package struct Template: Sendable {
        package enum Kind: Sendable {
            case event(source: String, type: String, subject: String?, data: JSON)
            case object(bucket: String, key: String, body: String)
        }
        package var kind: Kind
        /// The fate it is for; nil: any that no other is for.
        package var fate: Fate?
    }

    /// Starts a second, where nothing else is asked for.
    package var rate: Double?
    /// At least one.
    package var templates: [Template]

    /// What the `index`-th start is, drawn from `random` and nothing else.
    package func draw(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus {
        let meant = templates.filter { $0.fate == fate }
        let open = templates.filter { $0.fate == nil }
        let choice = random.pick(!meant.isEmpty ? meant : !open.isEmpty ? open : templates)
        var filler = TemplateFiller(index: index, random: random)
        defer { random = filler.random }
        switch choice.kind {
        case .event(let source, let type, let subject, let data):
            let subject = subject.map { filler.text($0) }
            return .event(source: source, type: type, subject: subject, data: filler.fill(data))
        case .object(let bucket, let key, let body):
            let key = filler.text(key)
            return .object(bytes: Array(filler.text(body).utf8), key: key, bucket: bucket)
        }
    }

    static func read(_ value: FlowValue, _ reader: inout FlowReader) -> FlowStimulus? {
        guard let object = reader.members(of: value, ["Rate", "Events", "Objects"]) else { return nil }
        var rate: Double?
        if let value = object["Rate"] {
            rate = value.scalar?.number
            if !(rate.map { $0 > 0 && $0 <= 1_000_000 } ?? false) {
                reader.refuse(value, "must be starts a second, above 0, not \(value.kind)")
            }
        }
        var templates: [Template] = []
        for element in object["Events"].map({ reader.elements(of: $0) }) ?? [] {
            if let template = event(element, &reader) { templates.append(template) }
        }
        for element in object["Objects"].map({ reader.elements(of: $0) }) ?? [] {
            if let template = self.object(element, &reader) { templates.append(template) }
        }
        if object["Events"] == nil, object["Objects"] == nil {
            reader.refuse(object, "has neither Events nor Objects", "add what starts the flow")
        }
        return templates.isEmpty ? nil : FlowStimulus(rate: rate, templates: templates)
    }

    private static func event(_ value: FlowValue, _ reader: inout FlowReader) -> Template? {
        guard let object = reader.members(of: value, ["Source", "DetailType", "Subject", "Detail", "Fate"]) else {
            return nil
        }
        let source = reader.required(object, "Source", "say where the event comes from")
        let type = reader.required(object, "DetailType", "say what happened")
        let data = object["Detail"]?.json ?? [:]
        if let value = object["Detail"] { check(value, &reader) }
        let subject = reader.text(object, "Subject")
        let fate = reader.word(object, "Fate", Fate.self)
        guard let source, let type else { return nil }
        return Template(kind: .event(source: source, type: type, subject: subject, data: data), fate: fate)
    }

    private static func object(_ value: FlowValue, _ reader: inout FlowReader) -> Template? {
        guard let object = reader.members(of: value, ["Bucket", "Key", "Body", "Fate"]) else { return nil }
        let bucket = reader.required(object, "Bucket", "name the bucket that the object is put into")
        if let bucket, let value = object["Bucket"] { reader.refer(to: .bucket, bucket, at: value) }
        let key = reader.required(object, "Key", "say what the object is called")
        let body = object["Body"].map { $0.string ?? $0.json.description } ?? ""
        let fate = reader.word(object, "Fate", Fate.self)
        if let value = object["Body"] { check(value, &reader) }
        if let value = object["Key"] { check(value, &reader) }
        guard let bucket, let key else { return nil }
        return Template(kind: .object(bucket: bucket, key: key, body: body), fate: fate)
    }

    /// Every variable in it must be one that there is.
    private static func check(_ value: FlowValue, _ reader: inout FlowReader) {
        switch value.content {
        case .list(let values): for value in values { check(value, &reader) }
        case .object(let members): for member in members { check(member.value, &reader) }
        case .scalar(.string(let text)):
            if let unknown = TemplateFiller.unknown(in: text) {
                reader.refuse(value, "has <\(unknown)>, which is no variable", "there are: \(TemplateFiller.words)")
            }
        case .scalar: break
        }
    }
}
