package import DeadLetters

/// A body to edit in the operator's editor.
package struct EditRequest: Hashable, Sendable {
    package var queue: String
    /// The message's.
    package var id: String
    package var body: [UInt8]
    /// As what it stands in the editor's file.
    package var view: BodyView

    package init(queue: String, id: String, body: [UInt8], view: BodyView) {
        self.queue = queue
        self.id = id
        self.body = body
        self.view = view
    }
}
