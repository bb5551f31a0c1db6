import EventModel

/// What a receive gives to delete a message, or to change its visibility: `ID#SEQ#COUNT`. It says where the message lies, so that no
/// index has to find it; only the latest receive's is good.
struct Receipt {
    var id: String
    var seq: Int
    var count: Int

    init(id: String, seq: Int, count: Int) {
        self.id = id
        self.seq = seq
        self.count = count
    }

    /// - Throws: ``QueueError`` for a handle that no receive gave.
    init(_ text: String) throws(QueueError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "#"), omittingEmptySubsequences: false)
        guard parts.count >= 3, let seq = Int(Substring(parts[parts.count - 2])),
            let count = Int(Substring(parts[parts.count - 1]))
        else {
            throw QueueError(
                .receiptHandleIsInvalid,
                "The input receipt handle \"\(text)\" is not a valid receipt handle."
            )
        }
        // An id may have the mark in it.
        id = String(text[..<parts[parts.count - 3].endIndex])
        self.seq = seq
        self.count = count
    }

    var text: String { "\(id)#\(seq)#\(count)" }
}
