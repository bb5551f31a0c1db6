/// Names that many records share, as 16-bit numbers. Bounded: what does not fit any more is read from the line instead.
///
/// `@unchecked Sendable`: names are appended by the one writer and never change; readers look up only numbers they found
/// in published rows, and those were written after the name.
final class NameTable: @unchecked Sendable {
    /// No name.
    static let none: UInt16 = 0
    /// The table was full, or the name too long: the line has it.
    static let inLine = UInt16.max
    static let longestName = 200

    private let names: UnsafeMutablePointer<String>
    private let limit: Int
    private var used = 1
    private var byHash: [UInt64: UInt16] = [:]

    /// - Parameter limit: how many distinct names it keeps, at most 65,534.
    init(limit: Int = 65_534) {
        self.limit = min(limit, 65_534)
        names = .allocate(capacity: self.limit + 1)
        names.initialize(to: "")
    }

    deinit {
        names.deinitialize(count: used)
        names.deallocate()
    }

    /// The number of a name; a new one is taken if there is room. Writer only.
    func intern(_ name: UnsafeBufferPointer<UInt8>) -> UInt16 {
        let hash = ByteHash.of(name)
        if let number = byHash[hash] {
            var text = names[Int(number)]
            return text.withUTF8 { $0.elementsEqual(name) } ? number : NameTable.inLine
        }
        guard used <= limit, name.count <= NameTable.longestName else { return NameTable.inLine }
        let number = UInt16(used)
        (names + used).initialize(to: String(decoding: name, as: UTF8.self))
        used += 1
        byHash[hash] = number
        return number
    }

    func intern(_ name: String) -> UInt16 {
        var name = name
        return name.withUTF8 { intern($0) }
    }

    /// The name of a number found in a row; nil for ``none`` and ``inLine``.
    func name(_ number: UInt16) -> String? {
        number == NameTable.none || number == NameTable.inLine ? nil : names[Int(number)]
    }
}
