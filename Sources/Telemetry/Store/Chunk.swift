/// A run of records in columns, and the bytes of their lines.
///
/// `@unchecked Sendable`: one writer fills rows in order. A row is written before the row count that covers it is
/// published under the store's lock, and never changes after; readers see the chunk only through a published count and
/// read only rows below it. What is set by ``seal()`` is read only for chunks published as sealed.
final class Chunk: @unchecked Sendable {
    /// Id of the first row.
    let first: Int
    let capacity: Int

    // One column each; ``Column`` says what a row holds.
    let time: UnsafeMutablePointer<Int64>
    let received: UnsafeMutablePointer<Int64>
    let correlation: UnsafeMutablePointer<UInt64>
    let event: UnsafeMutablePointer<UInt64>
    let cause: UnsafeMutablePointer<UInt64>
    let duration: UnsafeMutablePointer<Int64>
    let raw: UnsafeMutablePointer<UnsafePointer<UInt8>>
    let length: UnsafeMutablePointer<UInt32>
    let line: UnsafeMutablePointer<UInt32>
    let source: UnsafeMutablePointer<UInt16>
    let service: UnsafeMutablePointer<UInt16>
    let eventType: UnsafeMutablePointer<UInt16>
    let resource: UnsafeMutablePointer<UInt16>
    let errorType: UnsafeMutablePointer<UInt16>
    let attempt: UnsafeMutablePointer<UInt16>
    let severity: UnsafeMutablePointer<UInt8>
    let hop: UnsafeMutablePointer<UInt8>
    let flags: UnsafeMutablePointer<RecordFlags>

    /// Bytes of a row in the columns and the index.
    static let rowBytes = 8 * 7 + 4 * 2 + 2 * 6 + 3 + 2 * 2 + 2

    /// No value in `time`, `duration`, `severity` and `hop`.
    static let none = Int64.min
    static let noByte = UInt8.max

    /// Writer only.
    private(set) var count = 0
    private var ownBytes: Int
    var bytes: Int { ownBytes + ties.bytes }
    private var blocks: [UnsafeMutableRawPointer] = []
    private var blockUsed = 0
    private var blockSize = 0

    // Set by ``seal()``.
    private(set) var earliest = Int64.max
    private(set) var latest = Int64.min
    private var slots: UnsafeMutablePointer<UInt16>?
    private var slotMask = 0
    private var next: UnsafeMutablePointer<UInt16>?
    /// The further ids that its records name.
    let ties: TieList
    /// Statistics, made by readers when they need them.
    let sketch = SketchCache()

    init(first: Int, capacity: Int) {
        precondition(capacity > 0 && capacity < Int(UInt16.max))
        self.first = first
        self.capacity = capacity
        time = .allocate(capacity: capacity)
        received = .allocate(capacity: capacity)
        correlation = .allocate(capacity: capacity)
        event = .allocate(capacity: capacity)
        cause = .allocate(capacity: capacity)
        duration = .allocate(capacity: capacity)
        raw = .allocate(capacity: capacity)
        length = .allocate(capacity: capacity)
        line = .allocate(capacity: capacity)
        source = .allocate(capacity: capacity)
        service = .allocate(capacity: capacity)
        eventType = .allocate(capacity: capacity)
        resource = .allocate(capacity: capacity)
        errorType = .allocate(capacity: capacity)
        attempt = .allocate(capacity: capacity)
        severity = .allocate(capacity: capacity)
        hop = .allocate(capacity: capacity)
        flags = .allocate(capacity: capacity)
        ties = TieList(rows: capacity)
        ownBytes = capacity * Chunk.rowBytes
    }

    deinit {
        time.deallocate()
        received.deallocate()
        correlation.deallocate()
        event.deallocate()
        cause.deallocate()
        duration.deallocate()
        raw.deallocate()
        length.deallocate()
        line.deallocate()
        source.deallocate()
        service.deallocate()
        eventType.deallocate()
        resource.deallocate()
        errorType.deallocate()
        attempt.deallocate()
        severity.deallocate()
        hop.deallocate()
        flags.deallocate()
        for block in blocks { block.deallocate() }
        slots?.deallocate()
        next?.deallocate()
    }

    /// Copies a line's bytes to where they stay, with readable padding behind them. Writer only.
    func store(_ line: UnsafeBufferPointer<UInt8>, blockBytes: Int) -> UnsafeBufferPointer<UInt8> {
        let needed = line.count + LineDecoder.padding
        if blockUsed + needed > blockSize {
            blockSize = max(blockBytes, needed)
            let block = UnsafeMutableRawPointer.allocate(byteCount: blockSize, alignment: 16)
            block.initializeMemory(as: UInt8.self, repeating: 0, count: blockSize)
            blocks.append(block)
            ownBytes += blockSize
            blockUsed = 0
        }
        // A block was added if there was none.
        let to = (blocks[blocks.count - 1] + blockUsed).assumingMemoryBound(to: UInt8.self)
        if let from = line.baseAddress { to.update(from: from, count: line.count) }
        // The padding may be overwritten by the next line: only readability counts.
        blockUsed += line.count
        return UnsafeBufferPointer(start: to, count: line.count)
    }

    /// The row just filled is complete. Writer only.
    func advance() { count += 1 }

    /// Builds the index of correlation hashes. Writer only; nothing is appended afterwards.
    func seal() {
        var size = 16
        while size < count * 2 { size *= 2 }
        let slots = UnsafeMutablePointer<UInt16>.allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        let next = UnsafeMutablePointer<UInt16>.allocate(capacity: max(count, 1))
        next.initialize(repeating: 0, count: max(count, 1))
        for row in stride(from: count - 1, through: 0, by: -1) {
            if time[row] != Chunk.none {
                earliest = min(earliest, time[row])
                latest = max(latest, time[row])
            } else {
                earliest = min(earliest, received[row])
                latest = max(latest, received[row])
            }
            let hash = correlation[row]
            guard hash != 0 else { continue }
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while slots[slot] != 0, correlation[Int(slots[slot]) - 1] != hash { slot = (slot + 1) & (size - 1) }
            next[row] = slots[slot]
            slots[slot] = UInt16(row + 1)
        }
        self.slots = slots
        self.next = next
        slotMask = size - 1
        ties.seal()
    }

    /// Calls `body` with each row of a flow in ascending order. Only for a sealed chunk.
    func rows(of hash: UInt64, _ body: (Int) -> Void) {
        guard let slots, let next else { return }
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while slots[slot] != 0 {
            var row = Int(slots[slot]) - 1
            if correlation[row] == hash {
                while true {
                    body(row)
                    if next[row] == 0 { return }
                    row = Int(next[row]) - 1
                }
            }
            slot = (slot + 1) & slotMask
        }
    }

    /// The time to sort by.
    @inline(__always)
    func when(_ row: Int) -> Int64 { time[row] == Chunk.none ? received[row] : time[row] }

    func rawLine(_ row: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: raw[row], count: Int(length[row]))
    }
}
