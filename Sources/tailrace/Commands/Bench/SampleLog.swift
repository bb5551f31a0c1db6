import Dispatch
import EventModel
import Flows

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Structured log records as a busy system writes them, made by rule: flows of 3 to 15 records, some hundreds of them in
/// progress at any time, 12 services, 1 % errors with stacks, about 500 bytes a line.
///
/// The same seed and number give the same bytes, on however many cores they are made: each stretch of lines begins with a
/// generator of its own, and its flows end in it.
struct SampleLog: Sendable {
    /// Lines that are made in one go.
    private static let stretch = 50_000
    /// Time from one record to the next, in microseconds, on average.
    private static let pace = 351

    /// 2026-03-01T09:00:00Z.
    static let usualStart = Timestamp(nanoseconds: 1_772_355_600_000_000_000)

    let records: Int
    let seed: UInt64
    /// The time of the first record.
    var start = Self.usualStart

    /// Writes them to a file and answers its length in bytes.
    ///
    /// - Throws: ``Failure`` if the file can not be written; `CancellationError` when the task is cancelled.
    func write(to path: String, progress: (Int) -> Void) throws -> Int {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        let stretches = (records + Self.stretch - 1) / Self.stretch
        let atOnce = min(max(Machine().cores, 1), stretches)
        let lines = (0..<atOnce).map { _ in SampleLines(capacity: Self.stretch * SampleLines.longest / 4) }
        var total = 0
        for first in stride(from: 0, to: stretches, by: atOnce) {
            try Task.checkCancellation()
            let count = min(atOnce, stretches - first)
            DispatchQueue.concurrentPerform(iterations: count) { i in fill(lines[i], stretch: first + i) }
            for i in 0..<count {
                total += lines[i].count
                guard lines[i].write(to: descriptor) else { throw failure(path) }
            }
            progress(min((first + count) * Self.stretch, records))
        }
        return total
    }

    private func failure(_ path: String) -> Failure {
        Failure.badInput("\(path): \(String(cString: strerror(errno)))")
    }

    private func fill(_ lines: SampleLines, stretch: Int) {
        let first = stretch * Self.stretch
        var flows = SampleFlows(
            records: min(Self.stretch, records - first),
            random: SeededRandom(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(stretch))
        )
        lines.clear()
        var time = start + .microseconds(first * Self.pace)
        while let record = flows.next() {
            lines.put(record, at: time + .microseconds(Int(record.jitter) % Self.pace))
            time = time + .microseconds(Self.pace)
        }
    }
}
