/// Where in a chunk each event is told of first, by time.
struct ChunkEvents: ~Copyable {
    private let slots: UnsafeMutablePointer<UInt32>
    private let mask: Int
    private let events: UnsafeMutablePointer<UInt64>

    /// - Parameter count: rows that are looked at; the chunk must be kept while this is used.
    init(_ chunk: Chunk, count: Int) {
        var size = 64
        while size < count * 2 { size *= 2 }
        slots = .allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        mask = size - 1
        events = chunk.event
        for row in 0..<count where events[row] != 0 {
            let event = events[row]
            var slot = Int(truncatingIfNeeded: event) & mask
            while slots[slot] != 0, events[Int(slots[slot]) - 1] != event { slot = (slot + 1) & mask }
            if slots[slot] == 0 || chunk.when(row) < chunk.when(Int(slots[slot]) - 1) { slots[slot] = UInt32(row + 1) }
        }
    }

    deinit { slots.deallocate() }

    /// The row; nil if the chunk does not tell of the event.
    @inline(__always)
    func first(_ event: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: event) & mask
        while slots[slot] != 0 {
            let row = Int(slots[slot]) - 1
            if events[row] == event { return row }
            slot = (slot + 1) & mask
        }
        return nil
    }
}
