/// Lines that wait to become one record.
struct PendingLines {
    private var bytes: [UInt8] = []
    /// Where each line ends, its newline left out.
    private var ends: [Int] = []
    private var numbers: [Int] = []

    var count: Int { ends.count }
    var isFull: Bool { bytes.count > RecordAssembler.mostBytes || ends.count >= RecordAssembler.mostLines }

    mutating func append(_ line: UnsafeBufferPointer<UInt8>, _ number: Int) {
        if !ends.isEmpty { bytes.append(0x0A) }
        numbers.append(number)
        bytes.append(contentsOf: line)
        ends.append(bytes.count)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity < 1 << 16)
        ends.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
    }

    /// If the lines begin an object whose first member is a list of records, the lines behind the list's bracket; nothing
    /// waits then.
    mutating func takeList() -> PendingLines? {
        let names = ["events", "logEvents", "Records", "records", "entries"]
        guard let bracket = bytes.prefix(200).firstIndex(of: UInt8(ascii: "[")),
            let line = ends.firstIndex(where: { $0 > bracket }), line + 1 < ends.count,
            bytes[(bracket + 1)..<ends[line]].allSatisfy(LineDecoder.isSpace)
        else { return nil }
        let head = bytes[..<bracket].filter { !LineDecoder.isSpace($0) }
        guard names.contains(where: { head == Array("{\"\($0)\":".utf8) }) else { return nil }
        var rest = PendingLines()
        let start = ends[line] + 1
        rest.bytes = Array(bytes[start...])
        rest.ends = ends[(line + 1)...].map { $0 - start }
        rest.numbers = Array(numbers[(line + 1)...])
        removeAll()
        return rest
    }

    /// All as one record.
    mutating func giveJoined(_ emit: RecordAssembler.Emit) {
        guard !ends.isEmpty else { return }
        let count = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: LineDecoder.padding))
        bytes.withUnsafeBufferPointer { emit(UnsafeBufferPointer(rebasing: $0[..<count]), numbers[0], ends.count) }
        removeAll()
    }

    /// Each as it came.
    mutating func giveEach(_ emit: RecordAssembler.Emit) {
        guard !ends.isEmpty else { return }
        bytes.append(contentsOf: repeatElement(0, count: LineDecoder.padding))
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            for (i, end) in ends.enumerated() {
                emit(UnsafeBufferPointer(rebasing: bytes[start..<end]), numbers[i], 1)
                start = end + 1
            }
        }
        removeAll()
    }
}
