/// A dead-letter queue as its broker describes it.
package struct DeadLetterQueue: Hashable, Sendable {
    package var name: String
    /// What sends its failures here, as text: a queue, `target RULE/TARGET` or `function NAME`; several by commas.
    package var source: String
    package var depth: Int
    /// When the oldest message in it died; nil while it is empty.
    package var oldest: Timestamp?
    /// When the next of its messages expires; nil while it is empty.
    package var expires: Timestamp?
    /// The source's `maxReceiveCount`; nil if the source is not a queue.
    package var maxReceiveCount: Int?

    package init(
        name: String,
        source: String,
        depth: Int,
        oldest: Timestamp? = nil,
        expires: Timestamp? = nil,
        maxReceiveCount: Int? = nil
    ) {
        self.name = name
        self.source = source
        self.depth = depth
        self.oldest = oldest
        self.expires = expires
        self.maxReceiveCount = maxReceiveCount
    }
}
