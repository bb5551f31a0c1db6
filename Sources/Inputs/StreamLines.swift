/// The lines of a stream of bytes that comes in pieces, unpacked first if it begins as packed data does.
struct StreamLines {
    private let name: String
    private var splitter: LineSplitter
    /// The first bytes, until they tell whether the stream is packed.
    private var first: [UInt8]? = []
    private var unpacker: (any Unpacker)?
    private var unpacked: [UInt8] = []
    /// Unpacked bytes so far.
    private(set) var count = 0
    /// Unpacked bytes at the beginning that somebody has read elsewhere.
    private var skip: Int

    private static let blockSize = 1 << 20

    /// - Parameters:
    ///   - name: what errors name.
    ///   - skip: unpacked bytes that are passed over at the beginning.
    ///   - line: the number of the line after them.
    init(name: String, skip: Int = 0, line: Int = 1) {
        self.name = name
        self.skip = skip
        splitter = LineSplitter(line: line)
    }

    /// Bytes passed over so far, of lines longer than is kept.
    var passedOver: Int { splitter.passedOver }

    /// - Throws: ``InputError`` if the packed data is damaged; what came before has been handed on.
    mutating func take(_ bytes: UnsafeRawBufferPointer, _ sink: LineSplitter.Sink) throws(InputError) {
        guard var head = first else {
            unpack(bytes, sink)
            return try check(sink)
        }
        // A few bytes are enough to tell; a first line that is shorter than that is waited for, not held back.
        head += bytes.prefix(Compression.magicLength - head.count)
        if let byte = head.first, Compression.mayBegin(with: byte), head.count < Compression.magicLength,
            !head.contains(0x0A)
        {
            first = head
            return
        }
        try begin(head, sink, bytes.dropFirst(head.count - (first?.count ?? 0)))
    }

    /// The stream has ended: hands on a last line without a newline.
    ///
    /// - Throws: ``InputError`` if it is packed and ends before its end.
    mutating func finish(_ sink: LineSplitter.Sink) throws(InputError) {
        if let head = first, !head.isEmpty { try begin(head, sink, nil) }
        splitter.finish(sink)
        if let unpacker, !unpacker.mayEnd { throw failure("the packed data ends early") }
    }

    /// Nobody reads on, though the stream goes on: hands on what has come of the last line.
    mutating func stop(_ sink: LineSplitter.Sink) { splitter.finish(sink) }

    /// Hands on a last line without a newline if it is whole; see ``LineSplitter/settle(_:)``.
    mutating func settle(_ sink: LineSplitter.Sink) { splitter.settle(sink) }

    private mutating func begin(_ head: [UInt8], _ sink: LineSplitter.Sink, _ rest: Slice<UnsafeRawBufferPointer>?)
        throws(InputError)
    {
        first = nil
        unpacker = Compression(head)?.unpacker()
        if unpacker != nil { unpacked = [UInt8](repeating: 0, count: StreamLines.blockSize) }
        (head + (rest.map(Array.init) ?? [])).withUnsafeBytes { unpack($0, sink) }
        try check(sink)
    }

    private mutating func unpack(_ bytes: UnsafeRawBufferPointer, _ sink: LineSplitter.Sink) {
        guard let unpacker else { return handOn(bytes, sink) }
        var input = bytes
        var block: [UInt8] = []
        swap(&block, &unpacked)
        while true {
            let before = input.count
            let written = block.withUnsafeMutableBytes { unpacker.unpack(&input, into: $0) }
            block.withUnsafeBytes { handOn(UnsafeRawBufferPointer(rebasing: $0[..<written]), sink) }
            // After a full block there may be more without any further input.
            if unpacker.damage != nil || written < block.count && (input.isEmpty || input.count == before) { break }
        }
        swap(&block, &unpacked)
    }

    private mutating func check(_ sink: LineSplitter.Sink) throws(InputError) {
        guard let damage = unpacker?.damage else { return }
        splitter.finish(sink)
        throw failure(damage)
    }

    private mutating func handOn(_ bytes: UnsafeRawBufferPointer, _ sink: LineSplitter.Sink) {
        count += bytes.count
        let over = min(skip, bytes.count)
        skip -= over
        splitter.take(UnsafeRawBufferPointer(rebasing: bytes[over...]), sink)
    }

    private func failure(_ why: String) -> InputError {
        InputError("\(name): \(why), after \(count) bytes unpacked; what came before was read")
    }
}
