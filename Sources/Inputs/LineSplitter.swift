/// Cuts bytes that come in pieces into whole lines, and counts them. Of a line that is longer than the bound the beginning
/// is handed on as a line of its own and the rest is passed over, so that one endless line cannot fill the memory.
struct LineSplitter {
    /// Longer than the store keeps of a line, so that it sees that the line was too long.
    static let bound = 4 << 20

    /// Calls with whole lines, each with its newline but for the last of a source, and the number of the first.
    typealias Sink = (_ lines: UnsafeRawBufferPointer, _ firstLine: Int) -> Void

    private var pending: [UInt8] = []
    private var skipping = false
    /// The number of the next line to be handed on, counted from 1.
    private(set) var line = 1
    /// Bytes of the line that has not ended yet.
    var pendingBytes: Int { pending.count }

    mutating func take(_ bytes: UnsafeRawBufferPointer, _ sink: Sink) {
        var rest = bytes[...]
        if skipping {
            guard let end = rest.firstIndex(of: 0x0A) else { return }
            rest = rest[(end + 1)...]
            skipping = false
        }
        guard let last = rest.lastIndex(of: 0x0A) else { return hold(rest, sink) }
        var whole = rest[...last]
        if !pending.isEmpty {
            // Only the first line continues what was held back.
            let end = whole.firstIndex(of: 0x0A) ?? last
            pending += whole[...end]
            flushPending(sink)
            whole = whole[(end + 1)...]
        }
        if !whole.isEmpty {
            let lines = UnsafeRawBufferPointer(rebasing: whole)
            sink(lines, line)
            line += lines.reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
        }
        hold(rest[(last + 1)...], sink)
    }

    /// Hands on a last line that has no newline: the source has ended, or begun anew.
    mutating func finish(_ sink: Sink) {
        if !pending.isEmpty { flushPending(sink) }
        skipping = false
    }

    /// Begins to count anew: the source was truncated or replaced.
    mutating func restart(_ sink: Sink) {
        finish(sink)
        line = 1
    }

    private mutating func hold(_ rest: Slice<UnsafeRawBufferPointer>, _ sink: Sink) {
        pending += rest
        if pending.count > LineSplitter.bound {
            flushPending(sink)
            skipping = true
        }
    }

    private mutating func flushPending(_ sink: Sink) {
        pending.withUnsafeBytes { sink($0, line) }
        pending.removeAll(keepingCapacity: pending.count < 1 << 16)
        line += 1
    }
}
