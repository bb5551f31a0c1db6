import Dispatch
package import EventModel
import Synchronization

/// Reads whole files into a store on several cores at once, and hands the parts over in order. Bounded: no core is more than a
/// few parts ahead of what has been taken in.
package struct FileLoader: Sendable {
    /// What became of a file.
    package struct Outcome: Sendable {
        /// Bytes read: up to the end, or to a last line without a newline that was left for whoever follows the file.
        package var position = 0
        /// The number of the line that begins there, counted from 1.
        package var line = 1
        fileprivate var isUnfinished = false
        /// What waits for the lines of the next part. Once something does, the parts of the file are read one after the other.
        fileprivate var assembler = RecordAssembler()
        fileprivate var isInOrder = false
        /// `errno` of a failed read.
        package var failure: Int32?
    }

    /// Bytes of a part.
    private static let partBytes = 8 << 20

    private struct Part {
        var file: Int
        var range: Range<Int>
    }

    private enum Read {
        case part(FilePart)
        case failed(Int32)
        case skipped
    }

    private struct Progress {
        var next = 0
        var taken = 0
        var waiting: [Int: Read] = [:]
        var outcomes: [Outcome]
    }

    private let store: TelemetryStore
    private let files: [RawFile]
    private let keepUnfinished: Bool
    private let parts: [Part]

    /// - Parameter keepUnfinished: leaves a last line without a newline at a file's end where it is.
    package init(_ files: [RawFile], into store: TelemetryStore, keepUnfinished: Bool) {
        self.init(files, into: store, keepUnfinished: keepUnfinished, partBytes: FileLoader.partBytes)
    }

    /// - Parameter partBytes: how much of a file one core reads at a time.
    init(_ files: [RawFile], into store: TelemetryStore, keepUnfinished: Bool, partBytes: Int) {
        self.files = files
        self.store = store
        self.keepUnfinished = keepUnfinished
        parts = files.enumerated().flatMap { number, file in
            stride(from: 0, to: file.size, by: partBytes).map {
                Part(file: number, range: $0..<min($0 + partBytes, file.size))
            }
        }
    }

    /// Reads all files; blocks until it is done.
    ///
    /// - Parameters:
    ///   - cores: how many threads read and decode.
    ///   - progress: hears how many bytes have been taken in.
    ///   - isStopped: asked before each part.
    /// - Returns: an outcome for each file.
    package func run(
        cores: Int,
        received: @escaping @Sendable () -> Timestamp,
        progress: @escaping @Sendable (Int) -> Void,
        isStopped: @escaping @Sendable () -> Bool
    ) -> [Outcome] {
        let threads = max(1, min(cores, parts.count))
        let state = Mutex(Progress(outcomes: files.map { _ in Outcome() }))
        let ahead = DispatchSemaphore(value: threads * 2)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            let reader = store.makePartReader()
            while true {
                ahead.wait()
                let number = state.withLock { state -> Int? in
                    guard state.next < parts.count, !isStopped() else { return nil }
                    state.next += 1
                    return state.next - 1
                }
                guard let number else {
                    ahead.signal()
                    return
                }
                let now = received()
                let part = parts[number]
                let isLeft = state.withLock { state in
                    state.outcomes[part.file].failure != nil || state.outcomes[part.file].isInOrder
                }
                let result = isLeft ? .skipped : read(part, reader, now, after: RecordAssembler())
                let done = state.withLock { deliver(number, result, reader, now, &$0) }
                for bytes in done {
                    progress(bytes)
                    ahead.signal()
                }
            }
        }
        return state.withLock { $0.outcomes }
    }

    private func read(_ part: Part, _ reader: FilePartReader, _ received: Timestamp, after assembler: RecordAssembler)
        -> Read
    {
        do throws(RawFile.Failure) {
            return .part(
                try reader.read(
                    files[part.file],
                    part.range,
                    source: store.sourceNumber(files[part.file].path),
                    received: received,
                    keepUnfinished: keepUnfinished,
                    after: assembler
                )
            )
        } catch {
            return .failed(error.number)
        }
    }

    /// Takes in every part that is next in order; answers the bytes of each. Behind a part that failed nothing more of its
    /// file is taken: lines would be missing in the middle.
    private func deliver(
        _ number: Int,
        _ read: Read,
        _ reader: FilePartReader,
        _ received: Timestamp,
        _ state: inout Progress
    ) -> [Int] {
        state.waiting[number] = read
        var done: [Int] = []
        while var next = state.waiting.removeValue(forKey: state.taken) {
            let place = parts[state.taken]
            state.taken += 1
            done.append(place.range.count)
            guard state.outcomes[place.file].failure == nil else { continue }
            if state.outcomes[place.file].isInOrder {
                next = self.read(place, reader, received, after: state.outcomes[place.file].assembler)
            }
            take(next, &state.outcomes[place.file])
        }
        return done
    }

    private func take(_ read: Read, _ outcome: inout Outcome) {
        switch read {
        case .skipped: break
        case .failed(let number): outcome.failure = number
        case .part(var part):
            part.linesBefore = outcome.line - 1
            outcome.line += part.lines
            // Parts within a last line that was left find nothing.
            if !outcome.isUnfinished { outcome.position = part.end }
            outcome.isUnfinished = outcome.isUnfinished || part.isUnfinished
            outcome.assembler = part.assembler
            outcome.isInOrder = outcome.isInOrder || !part.assembler.isFresh
            store.append(part)
        }
    }
}
