import Dispatch
import Synchronization
import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Looks in plain files for lines that contain a text, on all cores, decoding nothing. Files are read, never mapped: one that
/// is truncated under a mapping kills the process.
package final class LineSearch: Sendable {
    /// A line as it lies in its file, without its newline.
    package struct Line: Sendable {
        package let path: String
        /// Its number in the file, counted from 1; 0 where numbers were not asked for.
        package let number: Int
        package let bytes: [UInt8]
        /// The place of its file among the files, and its own in the file.
        package let place: (file: Int, offset: Int)
    }

    /// One share of a file, and what is read at once: small enough to be searched out of the cache it was read into. Both
    /// are whole pages.
    private static let share = 8 << 20
    private static let blockSize = 1 << 20

    private let files: [PlainFile]
    private let numbered: Bool
    private let mostLines: Int
    private let stopped = Atomic(false)

    /// - Parameters:
    ///   - numbered: counts lines too.
    ///   - mostLines: more lines than that are not worth a search; everything may as well be read.
    /// - Returns: nil where a source is no plain text that could be searched as it lies: standard input, packed files.
    package init?(_ sources: [Source], numbered: Bool, mostLines: Int = 10_000) {
        var paths: [String] = []
        for source in sources {
            switch source {
            case .file(let path): paths.append(path)
            case .pattern(let pattern): paths += Source.expand(pattern)
            case .standardInput, .pipe: return nil
            }
        }
        var seen = Set<String>()
        var files: [PlainFile] = []
        for path in paths where seen.insert(path).inserted {
            guard let file = PlainFile(path) else { return nil }
            files.append(file)
        }
        self.files = files
        self.numbered = numbered
        self.mostLines = mostLines
    }

    /// Ends a search early; it answers nil.
    package func stop() { stopped.store(true, ordering: .relaxed) }

    /// The lines that contain one of the texts in any case (of ASCII letters), each once, in the order of the files; nil
    /// where there are too many, one is too long, or the search was stopped.
    ///
    /// - Throws: ``InputError`` if a file can not be read.
    package func lines(containing texts: [String]) throws(InputError) -> [Line]? {
        let needles = texts.map { Needle($0) }
        var found: [Line] = []
        for (index, file) in files.enumerated() {
            guard let hits = try search(file, needles) else { return nil }
            var end = -1
            for offset in hits.offsets.sorted() where offset > end {
                guard let line = try file.line(around: offset) else { return nil }
                end = line.start + line.bytes.count
                let number = numbered ? try hits.newlines(before: line.start, in: file) + 1 : 0
                found.append(Line(path: file.path, number: number, bytes: line.bytes, place: (index, line.start)))
            }
            if found.count > mostLines { return nil }
        }
        return found
    }

    /// Where needles begin in a file, and how many newlines each share of it has.
    private struct Hits {
        var offsets: [Int] = []
        var newlines: [Int]

        /// Newlines before a place: those of the shares before it, and those of its own share up to it.
        func newlines(before end: Int, in file: PlainFile) throws(InputError) -> Int {
            let share = end / LineSearch.share
            return newlines[..<share].reduce(0, +) + (try file.newlines(from: share * LineSearch.share, to: end))
        }
    }

    private func search(_ file: PlainFile, _ needles: [Needle]) throws(InputError) -> Hits? {
        let shares = (file.size + Self.share - 1) / Self.share
        let workers = min(Cores.allowed, max(shares, 1))
        let next = Atomic(0)
        let all = Mutex<(hits: Hits, failure: InputError?)>((Hits(newlines: Array(repeating: 0, count: shares)), nil))
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            let reach = needles.reduce(1) { max($0, $1.count) } - 1
            // Files are read twice as fast into whole pages as into any other place.
            let pages = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.blockSize + reach, alignment: 4096)
            defer { pages.deallocate() }
            let block = pages.bindMemory(to: UInt8.self)
            while !stopped.load(ordering: .relaxed) {
                let share = next.add(1, ordering: .relaxed).oldValue
                guard share < shares else { return }
                var offsets: [Int] = []
                var newlines = 0
                var at = share * Self.share
                let end = min(at + Self.share, file.size)
                while at < end {
                    let own = min(Self.blockSize, end - at)
                    let read: UnsafeBufferPointer<UInt8>
                    do throws(InputError) {
                        read = try file.read(
                            into: UnsafeMutableBufferPointer(rebasing: block[..<(own + reach)]),
                            at: at
                        )
                    } catch {
                        all.withLock { $0.failure = error }
                        return stop()
                    }
                    for needle in needles { needle.find(in: read, before: own) { offsets.append(at + $0) } }
                    if numbered { newlines += countNewlines(UnsafeBufferPointer(rebasing: read.prefix(own))) }
                    at += own
                }
                let total = all.withLock { all in
                    all.hits.offsets += offsets
                    all.hits.newlines[share] = newlines
                    return all.hits.offsets.count
                }
                // One line may hold a text more than once: far more hits than lines are too many all the same.
                if total > mostLines * 4 { stop() }
            }
        }
        let (hits, failure) = all.withLock { $0 }
        if let failure { throw failure }
        return stopped.load(ordering: .relaxed) ? nil : hits
    }
}
