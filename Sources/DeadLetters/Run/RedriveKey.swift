import EventModel

/// What makes a redrive of one message recognisable: both copies of a message that was sent twice after a crash carry the same
/// key, and the next generation, or another edit of the same message, has another.
///
/// - Parameter edit: a hash of how the message is changed; nil: it goes as it is.
package func redriveKey(queue: String, id: String, generation: Int, edit: String? = nil) -> String {
    var high = StableHash(), low = StableHash(seed: 0x9E37_79B9_7F4A_7C15)
    for part in [queue, id, String(generation)] {
        high.add(part)
        low.add(part)
    }
    if let edit {
        high.add(edit)
        low.add(edit)
    }
    return high.hex(digits: 16) + low.hex(digits: 16)
}
