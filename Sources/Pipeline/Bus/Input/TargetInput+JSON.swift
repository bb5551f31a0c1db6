package import EventModel

extension TargetInput {
    /// The members that say what a target gets, of which one may be there.
    package static let members = ["Input", "InputPath", "InputTransformer"]

    /// Reads it from a target in the service's words: `{"InputPath": "$.detail"}`, `{"Input": "…"}` (a JSON text, or the JSON itself),
    /// `{"InputTransformer": {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": "…"}}`; the event itself where there is none.
    ///
    /// - Throws: ``TargetInputError``.
    package init(target json: JSON) throws(TargetInputError) {
        let named = TargetInput.members.filter { json[$0] != nil }
        guard named.count <= 1 else {
            throw TargetInputError(
                place: named[1],
                reason: "can not stand beside \(named[0]); a target takes one of them"
            )
        }
        if let path = json["InputPath"] {
            guard let text = path.string else {
                throw TargetInputError(place: "InputPath", reason: "must be a string such as $.detail")
            }
            self = .path(try InputPath(text))
        } else if let transformer = json["InputTransformer"] {
            self = .transformer(try InputTransformer(transformer))
        } else if let input = json["Input"] {
            guard let text = input.string else {
                self = .constant(input)
                return
            }
            do {
                self = .constant(try JSON(parsing: text))
            } catch {
                throw TargetInputError(place: "Input", reason: "is \(error)")
            }
        } else {
            self = .event
        }
    }
}

extension InputTransformer {
    /// Reads `{"InputPathsMap": {…}, "InputTemplate": "…"}`.
    ///
    /// - Throws: ``TargetInputError``.
    package init(_ json: JSON) throws(TargetInputError) {
        guard json.object != nil, let template = json["InputTemplate"]?.string else {
            throw TargetInputError(place: "InputTransformer.InputTemplate", reason: "must be a string")
        }
        var paths: [String: String] = [:]
        if let map = json["InputPathsMap"] {
            guard let object = map.object else {
                throw TargetInputError(place: "InputPathsMap", reason: "must be an object of names and paths")
            }
            for member in object.members {
                guard let path = member.value.string else {
                    throw TargetInputError(place: "InputPathsMap.\(member.name)", reason: "must be a string")
                }
                paths[member.name] = path
            }
        }
        try self.init(paths: paths, template: template)
    }
}
