/// What an edit and body changes make of one message, before anything is sent.
package struct MessageChange: Hashable, Sendable, Identifiable {
    package var id: String
    package var before: [UInt8]
    package var after: [UInt8]
    package var attributesBefore: [String: String]
    package var attributesAfter: [String: String]
    /// Why it cannot be changed as asked for: the message will not be sent.
    package var problem: String?

    package init(
        id: String,
        before: [UInt8],
        after: [UInt8],
        attributesBefore: [String: String],
        attributesAfter: [String: String],
        problem: String? = nil
    ) {
        self.id = id
        self.before = before
        self.after = after
        self.attributesBefore = attributesBefore
        self.attributesAfter = attributesAfter
        self.problem = problem
    }
}
