/// Lines that a container runtime cut in pieces, put together again by stream: of the Container Runtime Interface marked
/// with P, of Docker's json-file without a newline at the end of `log`
/// (https://docs.docker.com/engine/logging/drivers/json-file/; its pieces are 16 KiB).
struct StreamPieces {
    private struct Piece {
        /// The pieces so far as one line.
        var joined: [UInt8]
        /// Where the next piece's content goes.
        var insertAt: Int
        /// As they came.
        var lines: PendingLines
        var first: Int
    }

    /// A piece whose end does not come waits for so many lines of the other stream.
    private static let longestWait = 1000

    /// By ``RuntimeLine/Stream``.
    private var pieces: [Piece?] = [nil, nil]
    private var waited = 0

    var isEmpty: Bool { pieces[0] == nil && pieces[1] == nil }

    /// Whether a line is a first piece.
    static func isCut(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        DockerLine(line)?.isCut ?? (RuntimeLine(line)?.isPartial ?? false)
    }

    /// Takes a line if it is a piece.
    ///
    /// - Returns: whether it was.
    mutating func take(_ line: UnsafeBufferPointer<UInt8>, number: Int, emit: RecordAssembler.Emit) -> Bool {
        if let runtime = RuntimeLine(line) {
            let stream = runtime.stream.rawValue
            if pieces[stream] == nil, !runtime.isPartial { return passes(emit) }
            let contentAt = line.count - runtime.content.count
            if pieces[stream] == nil {
                var joined = Array(line)
                joined[runtime.time.count + 8] = UInt8(ascii: "F")
                begin(stream, joined, insertAt: joined.count, line, number)
            } else {
                add(stream, line[contentAt...], line, number)
            }
            if !runtime.isPartial { give(stream, emit) } else { bound(stream, emit) }
            return true
        }
        if let docker = DockerLine(line) {
            let stream = docker.stream.rawValue
            if pieces[stream] != nil, docker.isWhole {
                // The line that was cut never got its end.
                release(stream, emit)
                return false
            }
            if pieces[stream] == nil {
                guard docker.isCut else { return passes(emit) }
                begin(stream, Array(line), insertAt: docker.content.upperBound, line, number)
            } else {
                add(stream, line[docker.content], line, number)
                if docker.endsLine { give(stream, emit) }
            }
            bound(stream, emit)
            return true
        }
        // No container's line: nothing goes on here.
        finish(emit: emit)
        return false
    }

    /// A whole line of a container beside pieces.
    private mutating func passes(_ emit: RecordAssembler.Emit) -> Bool {
        if !isEmpty {
            waited += 1
            if waited > StreamPieces.longestWait { finish(emit: emit) }
        }
        return false
    }

    /// Gives out the pieces whose end never came, as they came.
    mutating func finish(emit: RecordAssembler.Emit) {
        guard !isEmpty else { return }
        for stream in pieces.indices { release(stream, emit) }
    }

    private mutating func begin(
        _ stream: Int,
        _ joined: [UInt8],
        insertAt: Int,
        _ line: UnsafeBufferPointer<UInt8>,
        _ number: Int
    ) {
        var lines = PendingLines()
        lines.append(line, number)
        pieces[stream] = Piece(joined: joined, insertAt: insertAt, lines: lines, first: number)
        waited = 0
    }

    private mutating func add(
        _ stream: Int,
        _ content: Slice<UnsafeBufferPointer<UInt8>>,
        _ line: UnsafeBufferPointer<UInt8>,
        _ number: Int
    ) {
        guard var piece = pieces[stream] else { return }
        pieces[stream] = nil
        piece.joined.insert(contentsOf: content, at: piece.insertAt)
        piece.insertAt += content.count
        piece.lines.append(line, number)
        pieces[stream] = piece
    }

    private mutating func give(_ stream: Int, _ emit: RecordAssembler.Emit) {
        guard var piece = pieces[stream] else { return }
        pieces[stream] = nil
        let count = piece.joined.count
        piece.joined.append(contentsOf: repeatElement(0, count: LineDecoder.padding))
        piece.joined.withUnsafeBufferPointer {
            emit(UnsafeBufferPointer(rebasing: $0[..<count]), piece.first, piece.lines.count)
        }
    }

    private mutating func bound(_ stream: Int, _ emit: RecordAssembler.Emit) {
        if pieces[stream]?.lines.isFull ?? false { release(stream, emit) }
    }

    private mutating func release(_ stream: Int, _ emit: RecordAssembler.Emit) {
        guard var piece = pieces[stream] else { return }
        pieces[stream] = nil
        piece.lines.giveEach(emit)
    }
}
