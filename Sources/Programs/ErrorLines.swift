import EventModel
import Synchronization

/// A program's standard error, line by line: a JSON object is a record, any other line is what a record says.
///
/// What is too long for a line is cut, and what goes beyond the most lines is counted and dropped: a program that floods its
/// standard error holds up neither itself nor the telemetry.
final class ErrorLines: Sendable {
    private struct State {
        var line: [UInt8] = []
        var isCut = false
        var lines = 0
        var tail: [[UInt8]] = []
    }
    private static let lineBytes = 64 << 10
    private static let most = 10_000
    private let state = Mutex(State())
    private let pass: @Sendable (JSON.Object) -> Void

    init(pass: @escaping @Sendable (JSON.Object) -> Void) { self.pass = pass }

    /// The last lines, oldest first; the blank ones left out.
    var tail: [[UInt8]] { state.withLock { $0.tail } }

    func add(_ bytes: UnsafeRawBufferPointer) {
        state.withLock { state in
            var rest = bytes[...]
            while let end = rest.firstIndex(of: 0x0A) {
                append(rest[..<end], &state)
                finish(&state)
                rest = rest[(end + 1)...]
            }
            append(rest, &state)
        }
    }

    /// The last line need not end.
    func end() {
        state.withLock { state in
            if !state.line.isEmpty { finish(&state) }
            if state.lines > Self.most {
                pass(Self.record("\(state.lines - Self.most) more lines of standard error were dropped", .warn))
            }
        }
    }

    private func append(_ bytes: Slice<UnsafeRawBufferPointer>, _ state: inout State) {
        let room = Self.lineBytes - state.line.count
        state.line.append(contentsOf: bytes.prefix(room))
        if bytes.count > room { state.isCut = true }
    }

    private func finish(_ state: inout State) {
        var line = state.line
        state.line.removeAll(keepingCapacity: true)
        defer { state.isCut = false }
        if line.last == 0x0D { line.removeLast() }
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return }
        if state.tail.count == 20 { state.tail.removeFirst() }
        state.tail.append(line)
        state.lines += 1
        guard state.lines <= Self.most else { return }
        if !state.isCut, case .object(let record)? = try? JSON(parsing: line) {
            pass(record)
        } else {
            pass(Self.record(String(decoding: line, as: UTF8.self) + (state.isCut ? "…" : ""), nil))
        }
    }

    private static func record(_ message: String, _ severity: Severity?) -> JSON.Object {
        var record = JSON.Object([JSON.Member("message", .string(message))])
        if let severity { record["severity"] = .string("\(severity)") }
        return record
    }
}
