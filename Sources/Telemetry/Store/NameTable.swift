import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Names that many records share, as 16-bit numbers. Bounded: what does not fit any more is read from the line instead.
/// Looking a name up takes no lock, so several threads can decode at once; only a new name waits for the others.
///
/// `@unchecked Sendable`: a name's bytes and text are written before its slot is, and never change; a number is found only
/// in a slot or in a published row.
final class NameTable: @unchecked Sendable {
    /// No name.
    static let none: UInt16 = 0
    /// The table was full, or the name too long: the line has it.
    static let inLine = UInt16.max
    static let longestName = 200

    private let limit: Int
    private let names: UnsafeMutablePointer<String>
    private let spelled: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    /// The upper 48 bits of a name's hash above its number; 0: free.
    private let slots: UnsafeMutablePointer<Atomic<UInt64>>
    private let mask: Int
    private let used = Mutex(1)

    /// - Parameter limit: how many distinct names it keeps, at most 65,534.
    init(limit: Int = 65_534) {
        self.limit = min(limit, 65_534)
        names = .allocate(capacity: self.limit + 1)
        names.initialize(to: "")
        spelled = .allocate(capacity: self.limit + 1)
        spelled.initialize(to: UnsafeBufferPointer(start: nil, count: 0))
        var size = 16
        while size < self.limit * 2 { size *= 2 }
        mask = size - 1
        // Zeroed pages that nobody touches take no memory.
        // As where one of Swift's own collections finds no memory.
        guard let zeroed = calloc(size, MemoryLayout<UInt64>.stride) else { fatalError("no memory for names") }
        slots = zeroed.bindMemory(to: Atomic<UInt64>.self, capacity: size)
    }

    deinit {
        let used = used.withLock { $0 }
        for i in 0..<used { spelled[i].deallocate() }
        names.deinitialize(count: used)
        names.deallocate()
        spelled.deallocate()
        free(slots)
    }

    /// The number of a name; a new one is taken if there is room.
    func intern(_ name: UnsafeBufferPointer<UInt8>) -> UInt16 { intern(name, hash: ByteHash.of(name)) }

    /// - Parameter hash: of the name, by ``ByteHash``.
    func intern(_ name: UnsafeBufferPointer<UInt8>, hash: UInt64) -> UInt16 {
        guard name.count <= NameTable.longestName else { return NameTable.inLine }
        let mark = hash & ~0xFFFF | 1 << 16
        var slot = Int(truncatingIfNeeded: hash >> 20) & mask
        while true {
            let entry = slots[slot].load(ordering: .acquiring)
            if entry == 0 { break }
            if entry & ~0xFFFF == mark, isSpelled(entry, name) { return UInt16(truncatingIfNeeded: entry) }
            slot = (slot + 1) & mask
        }
        return used.withLock { used in
            // Another thread may have taken the slot, for this name or for another.
            while true {
                let entry = slots[slot].load(ordering: .relaxed)
                if entry == 0 { break }
                if entry & ~0xFFFF == mark, isSpelled(entry, name) { return UInt16(truncatingIfNeeded: entry) }
                slot = (slot + 1) & mask
            }
            guard used <= limit else { return NameTable.inLine }
            let number = used
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: name.count)
            _ = copy.initialize(from: name)
            (spelled + number).initialize(to: UnsafeBufferPointer(copy))
            (names + number).initialize(to: String(decoding: name, as: UTF8.self))
            used += 1
            slots[slot].store(mark | UInt64(number), ordering: .releasing)
            return UInt16(number)
        }
    }

    @inline(__always)
    private func isSpelled(_ entry: UInt64, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let known = spelled[Int(entry & 0xFFFF)]
        guard known.count == name.count else { return false }
        guard let a = known.baseAddress, let b = name.baseAddress else { return name.isEmpty }
        return memcmp(a, b, name.count) == 0
    }

    func intern(_ name: String) -> UInt16 {
        var name = name
        return name.withUTF8 { intern($0) }
    }

    /// One more than the highest number taken: names below it are complete.
    var count: Int { used.withLock { $0 } }

    /// The name of a number found in a row; nil for ``none`` and ``inLine``.
    func name(_ number: UInt16) -> String? {
        number == NameTable.none || number == NameTable.inLine ? nil : names[Int(number)]
    }
}
