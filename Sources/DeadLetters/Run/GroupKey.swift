import EventModel

/// What messages of one group have in common: an attribute's value, or a value in their JSON bodies.
struct GroupKey: Sendable {
    private let attribute: String?
    private let path: BodyPath?

    /// - Parameter text: an attribute's name, or a path that begins with `$.` or `$[`.
    /// - Throws: ``DeadLetterError`` `badInput`.
    init(_ text: String) throws(DeadLetterError) {
        let isPath = text == "$" || text.hasPrefix("$.") || text.hasPrefix("$[")
        attribute = isPath ? nil : text
        path = isPath ? try BodyPath(text) : nil
        if text.isEmpty {
            throw DeadLetterError(.badInput, "a group key is an attribute's name or a path like $.order.id")
        }
    }

    /// Nil for a message without it: it is ordered with no other.
    func value(_ letter: DeadLetter) -> String? {
        if let attribute { return letter.attributes[attribute] }
        guard let value = path?.value(in: letter.body) else { return nil }
        return value == .null ? nil : value.description
    }
}
