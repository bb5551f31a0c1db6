#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Cuts bytes that come in pieces into whole lines, and counts them. Of a line that is longer than the bound the beginning
/// is handed on as a line of its own and the rest is passed over, so that one endless line cannot fill the memory.
struct LineSplitter {
    /// Longer than the store keeps of a line, so that it sees that the line was too long.
    static let bound = 4 << 20

    /// Calls with whole lines, each with its newline but for the last of a source, and the number of the first.
    typealias Sink = (_ lines: UnsafeRawBufferPointer, _ firstLine: Int) -> Void

    private var pending: [UInt8] = []
    private var skipping = false
    /// The line before was handed on without its newline, which belongs to it if it comes.
    private var owesNewline = false
    /// What of `pending` has been looked at and found to go on.
    private var settledAt = 0
    /// The number of the next line to be handed on, counted from 1.
    private(set) var line = 1
    /// Bytes of the line that has not ended yet.
    var pendingBytes: Int { pending.count }
    /// Bytes passed over so far because their line was longer than the bound.
    private(set) var passedOver = 0

    init(line: Int = 1) { self.line = line }

    mutating func take(_ bytes: UnsafeRawBufferPointer, _ sink: Sink) {
        var rest = bytes
        if owesNewline, let first = rest.first {
            owesNewline = false
            if first == 0x0A { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst()) }
        }
        if skipping {
            guard let end = LineSplitter.firstNewline(rest) else {
                passedOver += rest.count
                return
            }
            passedOver += end
            rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
            skipping = false
        }
        guard let last = rest.lastIndex(of: 0x0A) else { return hold(rest, sink) }
        var whole = UnsafeRawBufferPointer(rebasing: rest[...last])
        if !pending.isEmpty {
            // Only the first line continues what was held back.
            let end = LineSplitter.firstNewline(whole) ?? last
            pending += whole[...end]
            flushPending(sink)
            whole = UnsafeRawBufferPointer(rebasing: whole[(end + 1)...])
        }
        if !whole.isEmpty {
            sink(whole, line)
            line += LineSplitter.newlines(whole)
        }
        hold(UnsafeRawBufferPointer(rebasing: rest[(last + 1)...]), sink)
    }

    /// Hands on a last line that has no newline: the source has ended, or begun anew.
    mutating func finish(_ sink: Sink) {
        if !pending.isEmpty { flushPending(sink) }
        skipping = false
        owesNewline = false
    }

    /// Hands on a last line that has no newline yet if it is a whole JSON value: nothing has come for a while, and the source
    /// may be one that ends no last line. The newline, if it comes after all, is taken as its end.
    mutating func settle(_ sink: Sink) {
        guard pending.count > settledAt else { return }
        settledAt = pending.count
        guard pending.withUnsafeBytes(LineSplitter.isWholeJSON) else { return }
        flushPending(sink)
        owesNewline = true
    }

    /// Begins to count anew: the source was truncated or replaced.
    mutating func restart(_ sink: Sink) {
        finish(sink)
        line = 1
    }

    private mutating func hold(_ rest: UnsafeRawBufferPointer, _ sink: Sink) {
        guard !rest.isEmpty else { return }
        pending += rest
        if pending.count > LineSplitter.bound {
            flushPending(sink)
            skipping = true
        }
    }

    private mutating func flushPending(_ sink: Sink) {
        pending.withUnsafeBytes { sink($0, line) }
        pending.removeAll(keepingCapacity: pending.count < 1 << 16)
        settledAt = 0
        line += 1
    }

    static func firstNewline(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress, let found = memchr(base, 0x0A, bytes.count) else { return nil }
        return base.distance(to: UnsafeRawPointer(found))
    }

    static func newlines(_ bytes: UnsafeRawBufferPointer) -> Int {
        var count = 0
        for byte in bytes { count &+= byte == 0x0A ? 1 : 0 }
        return count
    }

    /// Whether an object or array opens with the first byte and closes with the last one, spaces aside.
    static func isWholeJSON(_ bytes: UnsafeRawBufferPointer) -> Bool {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        guard let start = bytes.firstIndex(where: { !isSpace($0) }), bytes[start] == 0x7B || bytes[start] == 0x5B,
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return false }
        var depth = 0
        var inString = false
        var i = start
        while i <= last {
            switch bytes[i] {
            case 0x5C where inString: i += 1
            case 0x22: inString.toggle()
            case 0x7B where !inString, 0x5B where !inString: depth += 1
            case 0x7D where !inString, 0x5D where !inString:
                depth -= 1
                if depth == 0 { return i == last }
            default: break
            }
            i += 1
        }
        return false
    }
}
