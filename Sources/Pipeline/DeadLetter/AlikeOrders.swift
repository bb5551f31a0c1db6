import EventModel

/// Orders of one task that are alike: none is edited, and all name the same destination or none. Made ready before the transaction
/// that carries them out.
struct AlikeOrders: Sendable {
    let task: String
    let destination: DeadLetter.Destination?
    /// The dead letter of the first order.
    let first: String
    /// The new messages' ids, one an order.
    let new: [String]
    /// A JSON array with a text for each order: new id, key and dead letter's id behind one another. The first two are ASCII and of
    /// the same lengths in all; taking arrays apart would cost the database twice as much.
    let list: String
    let idLength: Int
    let keyLength: Int
    /// Whether no key, task or id of them has anything that JSON text escapes.
    let isPlain: Bool

    /// Nil where they are not alike, and for none.
    init?(_ orders: [RedriveOrder], ids: IDSource) {
        guard let first = orders.first else { return nil }
        guard
            orders.allSatisfy({ $0.edit == nil && $0.destination == first.destination && $0.task == first.task })
        else { return nil }
        let new = orders.map { _ in ids() }
        let (idLength, keyLength) = (new[0].utf8.count, first.key.utf8.count)
        guard new.allSatisfy({ $0.isASCII(idLength) }), orders.allSatisfy({ $0.key.isASCII(keyLength) }) else {
            return nil
        }
        var list: [UInt8] = []
        list.reserveCapacity(orders.count * (idLength * 2 + keyLength + 4))
        for (order, newID) in zip(orders, new) {
            list.append(list.isEmpty ? UInt8(ascii: "[") : UInt8(ascii: ","))
            JSON.write(parts: newID, order.key, order.id, to: &list)
        }
        list.append(UInt8(ascii: "]"))
        task = first.task
        // What is escaped makes a text longer.
        isPlain = list.count == 1 + orders.reduce(0) { $0 + idLength + keyLength + $1.id.utf8.count + 3 } && task.isPlain
        destination = first.destination
        self.first = first.id
        self.new = new
        self.list = String(decoding: list, as: UTF8.self)
        self.idLength = idLength
        self.keyLength = keyLength
    }
}

extension String {
    /// Whether it is ASCII and of a length in bytes.
    fileprivate func isASCII(_ length: Int) -> Bool { utf8.count == length && utf8.allSatisfy { $0 < 0x80 } }

    /// Whether it is the same as JSON text, but for its quotation marks.
    fileprivate var isPlain: Bool {
        utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}
