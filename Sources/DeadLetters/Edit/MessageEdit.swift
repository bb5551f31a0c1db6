package import EventModel

/// One message as it will be sent: as it is, or with its headers classed, or with a hand edit, or with changes to its body on top.
package struct MessageEdit: Hashable, Sendable {
    /// The dead letter as it lies there.
    package let letter: DeadLetter
    package private(set) var body: [UInt8]
    package private(set) var attributes: [String: String]

    /// The message with its body unchanged and its headers classed: what an edit begins with.
    package init(_ letter: DeadLetter) {
        self.letter = letter
        body = letter.body
        attributes = SentAttributes(letter).attributes
    }

    /// - Parameters:
    ///   - hand: what an operator made of it; nil: nothing. Its attributes go as they are.
    ///   - changes: set in the body, in order.
    ///   - headers: what becomes of them if there is neither.
    /// - Throws: ``DeadLetterError`` `badInput`: a change cannot be made to this body.
    package init(
        _ letter: DeadLetter,
        hand: RedriveOrder.Edit? = nil,
        changes: [BodyChange],
        headers: RedriveOptions.Headers = .classed
    ) throws(DeadLetterError) {
        self.init(letter)
        if headers == .keep, changes.isEmpty { attributes = letter.attributes }
        if let hand { (body, attributes) = (hand.body, hand.attributes) }
        for change in changes { body = try change.applied(to: body) }
    }

    /// What is sent instead of the message; nil where it goes as it is, byte for byte.
    package var order: RedriveOrder.Edit? {
        if body == letter.body, attributes == letter.attributes { return nil }
        return RedriveOrder.Edit(body: body, attributes: attributes)
    }

    /// What becomes of it, for a person to look at first.
    package var change: MessageChange {
        MessageChange(
            id: letter.id,
            before: letter.body,
            after: body,
            attributesBefore: letter.attributes,
            attributesAfter: attributes
        )
    }

    /// The same for a message to which the changes may not apply: it then says why.
    package static func change(
        of letter: DeadLetter,
        hand: RedriveOrder.Edit? = nil,
        changes: [BodyChange],
        headers: RedriveOptions.Headers = .classed
    ) -> MessageChange {
        do throws(DeadLetterError) {
            return try MessageEdit(letter, hand: hand, changes: changes, headers: headers).change
        } catch {
            var change = MessageEdit(letter).change
            change.problem = error.message
            return change
        }
    }
}
