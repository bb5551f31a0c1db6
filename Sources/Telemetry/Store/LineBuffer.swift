/// Memory that lines are read into from their file; grows to the longest and is used again.
final class LineBuffer {
    private(set) var start: UnsafeMutableRawPointer
    private(set) var capacity: Int

    init(capacity: Int = 1 << 12) {
        self.capacity = capacity
        start = .allocate(byteCount: capacity + LineDecoder.padding, alignment: 4096)
        start.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + LineDecoder.padding)
    }

    deinit { start.deallocate() }

    /// Makes room for `count` bytes and readable padding behind them; what was in it may be lost.
    func reserve(_ count: Int) {
        guard count > capacity else { return }
        start.deallocate()
        capacity = max(count, capacity * 2)
        start = .allocate(byteCount: capacity + LineDecoder.padding, alignment: 4096)
        start.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + LineDecoder.padding)
    }

    func bytes(_ count: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
    }
}
