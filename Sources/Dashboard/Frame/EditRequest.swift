/// A body to edit in the operator's editor.
package struct EditRequest: Hashable, Sendable {
    /// What stands in the editor's file.
    package enum Form: Hashable, Sendable {
        /// The bytes themselves, JSON laid out over lines where that changes nothing but white space.
        case text
        case hex
        case base64
    }
    package var queue: String
    /// The message's.
    package var id: String
    package var body: [UInt8]
    package var form: Form

    package init(queue: String, id: String, body: [UInt8], form: Form) {
        self.queue = queue
        self.id = id
        self.body = body
        self.form = form
    }
}
