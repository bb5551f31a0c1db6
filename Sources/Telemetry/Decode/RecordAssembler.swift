/// Puts records together that take several lines: objects printed over several lines, elements of arrays, lines that a
/// container runtime cut in pieces, and indented text such as a stack trace.
///
/// Nothing is lost: what does not become a record goes out line by line as it came, and so does what waits once it is
/// more than ``mostBytes`` or ``mostLines``. Only the brackets and commas around the elements of an array are dropped.
struct RecordAssembler {
    /// Receives a record, the number of its first line, and how many lines it takes. The bytes are valid during the call,
    /// and ``LineDecoder/padding`` readable bytes follow them.
    typealias Emit = (_ record: UnsafeBufferPointer<UInt8>, _ firstLine: Int, _ lines: Int) -> Void

    static let mostBytes = 1 << 20
    static let mostLines = 10_000

    private enum Waiting { case nothing, bracket, object, text }

    private var waiting = Waiting.nothing
    private var lines = PendingLines()
    private var grammar = ObjectGrammar()
    /// Inside an array whose elements are records.
    private var isInArray = false
    private var streams = StreamPieces()

    init() {}

    /// Whether nothing waits for more lines.
    var isIdle: Bool { waiting == .nothing && streams.isEmpty }

    /// Whether it is as if no line had come yet.
    var isFresh: Bool { isIdle && !isInArray }

    /// Whether what waits is text, which may be all there is of it.
    var hasText: Bool { waiting == .text }

    /// Whether a line may begin a record of several lines or belong to one; cheap, and never true of a whole object on a
    /// line of its own or of an ordinary line of text.
    static func needsAssembly(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = line.first else { return false }
        switch first {
        case UInt8(ascii: "{"):
            return isOpen(line) || StreamPieces.isCut(line)
        case UInt8(ascii: "["):
            let next = line.dropFirst().first { !LineDecoder.isSpace($0) }
            return next == nil || next == UInt8(ascii: "{") && isOpen(line)
        case 0x20, 0x09, UInt8(ascii: "}"), UInt8(ascii: "]"): return true
        case 48...57: return opensObject(line) || RuntimeLine(line)?.isPartial ?? false
        default: return opensObject(line)
        }
    }

    /// A text at whose end an object begins, printed over the lines that follow, as `aws logs tail --format json` does.
    private static func opensObject(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        line.count > 1 && line[line.count - 1] == UInt8(ascii: "{") && LineDecoder.isSpace(line[line.count - 2])
    }

    /// Ends in what something must follow.
    private static func isOpen(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let last = line.last(where: { !LineDecoder.isSpace($0) }) else { return false }
        return last == UInt8(ascii: "{") || last == UInt8(ascii: "[") || last == UInt8(ascii: ",")
    }

    /// Takes the next line, without its newline.
    ///
    /// - Parameter number: the line's, counted from 1.
    mutating func take(_ line: UnsafeBufferPointer<UInt8>, number: Int, emit: Emit) {
        if streams.take(line, number: number, emit: emit) {
            release(emit)
            return
        }
        switch waiting {
        case .nothing: begin(line, number, emit)
        case .bracket:
            if line.first(where: { !LineDecoder.isSpace($0) }) == UInt8(ascii: "{") {
                lines.removeAll()
                waiting = .nothing
                isInArray = true
            } else {
                release(emit)
            }
            begin(line, number, emit)
        case .text:
            if Self.isIndented(line), !lines.isFull {
                lines.append(line, number)
            } else {
                release(emit)
                begin(line, number, emit)
            }
        case .object: resume(line, number, emit)
        }
    }

    /// Gives out what waits, such as at the end of a source.
    mutating func finish(emit: Emit) {
        release(emit)
        streams.finish(emit: emit)
        isInArray = false
    }

    // MARK: - Lines

    private static func isIndented(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = line.first, first == 0x20 || first == 0x09,
            let next = line.first(where: { !LineDecoder.isSpace($0) })
        else { return false }
        return next != UInt8(ascii: "{") && next != UInt8(ascii: "[")
    }

    /// A line with nothing before it.
    private mutating func begin(_ line: UnsafeBufferPointer<UInt8>, _ number: Int, _ emit: Emit) {
        guard let first = line.firstIndex(where: { !LineDecoder.isSpace($0) }) else { return emit(line, number, 1) }
        switch line[first] {
        case UInt8(ascii: "{"): beginObject(line, number, at: first, emit)
        case UInt8(ascii: "["):
            let next = line[(first + 1)...].firstIndex { !LineDecoder.isSpace($0) }
            if let next {
                guard line[next] == UInt8(ascii: "{"), ObjectScan.end(line, of: first) == nil else {
                    return emit(line, number, 1)
                }
                isInArray = true
                beginObject(line, number, at: next, emit)
            } else {
                lines.append(line, number)
                waiting = .bracket
            }
        case UInt8(ascii: "]") where isInArray && Self.isFrame(line[(first + 1)...]): isInArray = false
        case UInt8(ascii: ",") where isInArray && Self.isFrame(line[(first + 1)...]): break
        default:
            if Self.isIndented(line) {
                lines.append(line, number)
                waiting = .text
            } else if Self.opensObject(line) {
                grammar = ObjectGrammar()
                _ = grammar.read(line[(line.count - 1)...])
                lines.append(line, number)
                waiting = .object
            } else {
                emit(line, number, 1)
            }
        }
    }

    /// White space and commas.
    private static func isFrame(_ text: some Sequence<UInt8>) -> Bool {
        text.allSatisfy { LineDecoder.isSpace($0) || $0 == UInt8(ascii: ",") }
    }

    private mutating func beginObject(_ line: UnsafeBufferPointer<UInt8>, _ number: Int, at start: Int, _ emit: Emit) {
        grammar = ObjectGrammar()
        switch grammar.read(line[start...]) {
        case .open:
            lines.append(start == 0 ? line : UnsafeBufferPointer(rebasing: line[start...]), number)
            waiting = .object
        case .broken: emit(line, number, 1)
        case .closed(let end):
            let rest = line[end...]
            if rest.isEmpty, start == 0 { return emit(line, number, 1) }
            if rest.allSatisfy(LineDecoder.isSpace), Self.isFrame(line[..<start]) { return emit(line, number, 1) }
            goOn(line, number, from: start, to: end, emit)
        }
    }

    /// An object that ends within a line: what follows it is a comma, another one, the array's end, or text.
    private mutating func goOn(
        _ line: UnsafeBufferPointer<UInt8>,
        _ number: Int,
        from start: Int,
        to end: Int,
        _ emit: Emit
    ) {
        var (start, end) = (start, end)
        while true {
            let next = line[end...].firstIndex { !LineDecoder.isSpace($0) && $0 != UInt8(ascii: ",") }
            guard let next else { return give(line, start, end, number, emit) }
            if line[next] == UInt8(ascii: "]"), isInArray, Self.isFrame(line[(next + 1)...]) {
                isInArray = false
                return give(line, start, end, number, emit)
            }
            guard line[next] == UInt8(ascii: "{") else {
                // Text behind an object: together they are a line that is no record, as they came.
                return give(line, start, line.count, number, emit)
            }
            give(line, start, end, number, emit)
            grammar = ObjectGrammar()
            switch grammar.read(line[next...]) {
            case .open:
                lines.append(UnsafeBufferPointer(rebasing: line[next...]), number)
                waiting = .object
                return
            case .broken: return give(line, next, line.count, number, emit)
            case .closed(let close): (start, end) = (next, close)
            }
        }
    }

    private func give(_ line: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ number: Int, _ emit: Emit) {
        emit(UnsafeBufferPointer(rebasing: line[start..<end]), number, 1)
    }

    /// The next line of an object.
    private mutating func resume(_ line: UnsafeBufferPointer<UInt8>, _ number: Int, _ emit: Emit) {
        switch grammar.read(line[...]) {
        case .open:
            lines.append(line, number)
            if lines.isFull { overflow(emit) }
        case .broken:
            release(emit)
            begin(line, number, emit)
        case .closed(let end):
            lines.append(UnsafeBufferPointer(rebasing: line[..<end]), number)
            waiting = .nothing
            lines.giveJoined(emit)
            let rest = line[end...]
            if Self.isFrame(rest) { return }
            if isInArray, let first = rest.first(where: { !LineDecoder.isSpace($0) && $0 != UInt8(ascii: ",") }),
                first == UInt8(ascii: "]")
            {
                isInArray = false
                return
            }
            let next = rest.firstIndex { !LineDecoder.isSpace($0) && $0 != UInt8(ascii: ",") } ?? rest.endIndex
            begin(UnsafeBufferPointer(rebasing: line[next...]), number, emit)
        }
    }

    /// More waits than may. An export whose records are the elements of its list goes on element by element.
    private mutating func overflow(_ emit: Emit) {
        guard !isInArray, var held = lines.takeList() else { return release(emit) }
        waiting = .nothing
        isInArray = true
        held.giveEach { line, number, _ in take(line, number: number, emit: emit) }
    }

    /// Gives out what waits for another line: text together, everything else line by line.
    private mutating func release(_ emit: Emit) {
        if waiting == .text { lines.giveJoined(emit) } else { lines.giveEach(emit) }
        waiting = .nothing
    }
}
