/// A message in the graveyard: whole, as it was before a task took it out of its dead-letter queue.
package struct BuriedLetter: Hashable, Sendable {
    package enum Act: String, Hashable, Sendable { case redrive, delete }
    /// Its place in the graveyard; rises with every burial.
    package var number: Int
    package var letter: DeadLetter
    package var task: String
    package var act: Act
    package var buried: Timestamp
    /// What was sent, if it was redriven.
    package var sent: SentLetter?
    /// It was put back.
    package var isRestored: Bool

    package init(
        number: Int,
        letter: DeadLetter,
        task: String,
        act: Act,
        buried: Timestamp,
        sent: SentLetter? = nil,
        isRestored: Bool = false
    ) {
        self.number = number
        self.letter = letter
        self.task = task
        self.act = act
        self.buried = buried
        self.sent = sent
        self.isRestored = isRestored
    }
}

/// What became of one message to restore.
package enum RestoreResult: Hashable, Sendable {
    /// It is in its dead-letter queue again.
    case restored
    /// What was sent of it has been received, or cannot be taken back: it stays sent.
    case consumed
    /// It is there already, or was restored before.
    case present
    /// The graveyard has no such message, or it has been there too long.
    case gone
}
