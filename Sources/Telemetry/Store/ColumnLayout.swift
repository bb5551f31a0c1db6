/// Lays columns one behind the other in a block of memory, the widest first so that each is aligned.
struct ColumnLayout {
    let rows: Int
    private var used = 0

    init(rows: Int) { self.rows = rows }

    mutating func next<T: BitwiseCopyable>(
        _ block: UnsafeMutableRawPointer,
        extra: Int = 0
    ) -> UnsafeMutablePointer<T> {
        let column = (block + used).bindMemory(to: T.self, capacity: rows + extra)
        used += (rows + extra) * MemoryLayout<T>.stride
        return column
    }
}

/// Copies columns into a block as large as their rows. A column whose bytes are all zeros or all ones is not copied: every
/// such column is the same shared memory.
struct ColumnCompaction {
    private let rows: Int
    private var plans: [Plan] = []
    private var next = 0
    private var used = 0
    private var block: UnsafeMutableRawPointer?
    /// Bytes of the block.
    private(set) var bytes = 0

    private struct Plan {
        var bytes: Int
        var shared: UnsafeMutableRawPointer?
    }

    /// Never written to.
    nonisolated(unsafe) private static let zeros = shared(0)
    nonisolated(unsafe) private static let ones = shared(0xFF)

    private static func shared(_ byte: UInt8) -> UnsafeMutableRawPointer {
        let size = (Chunk.mostRows + 2) * 8
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: byte, count: size)
        return memory
    }

    init(rows: Int) { self.rows = rows }

    /// - Parameter own: it is copied whatever it holds, because it may be written to later, or hardly ever is uniform.
    mutating func plan<T: BitwiseCopyable>(_ column: UnsafeMutablePointer<T>, extra: Int = 0, own: Bool = false) {
        let size = (rows + extra) * MemoryLayout<T>.stride
        let shared = own ? nil : ColumnCompaction.uniform(UnsafeRawPointer(column), size)
        plans.append(Plan(bytes: size, shared: shared))
        if shared == nil { bytes += size }
    }

    private static func uniform(_ column: UnsafeRawPointer, _ size: Int) -> UnsafeMutableRawPointer? {
        guard size > 0 else { return zeros }
        let first = column.load(as: UInt8.self)
        guard first == 0 || first == 0xFF else { return nil }
        let word: UInt64 = first == 0 ? 0 : .max
        var at = 0
        while at + 8 <= size {
            if column.loadUnaligned(fromByteOffset: at, as: UInt64.self) != word { return nil }
            at += 8
        }
        while at < size {
            if column.load(fromByteOffset: at, as: UInt8.self) != first { return nil }
            at += 1
        }
        return first == 0 ? zeros : ones
    }

    mutating func allocate() -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 8), alignment: 64)
        self.block = block
        return block
    }

    /// The copy of a column; in the order in which they were planned.
    mutating func copy<T: BitwiseCopyable>(_ column: UnsafeMutablePointer<T>) -> UnsafeMutablePointer<T> {
        let plan = plans[next]
        next += 1
        let count = plan.bytes / MemoryLayout<T>.stride
        if let shared = plan.shared { return shared.bindMemory(to: T.self, capacity: count) }
        guard let block else { preconditionFailure("allocate() comes before copy()") }
        let copy = (block + used).bindMemory(to: T.self, capacity: count)
        copy.initialize(from: column, count: count)
        used += plan.bytes
        return copy
    }
}
