import Dispatch
import EventModel
import Telemetry
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes the lines that match a filter, as they came, to a new file.
struct LogExport: Sendable {
    let store: StoreSnapshot
    let query: String
    let now: Timestamp
    /// Where the file goes; empty is the working directory.
    let directory: String

    /// `tailrace-20260314-140327.jsonl`
    var name: String {
        let c = now.civil
        func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
        return "tailrace-\(c.year)\(two(c.month))\(two(c.day))-\(two(c.hour))\(two(c.minute))\(two(c.second)).jsonl"
    }

    /// What became of it, for the screen. Writing blocks, so it has a thread of its own.
    func run() async -> Notice {
        await withCheckedContinuation { done in
            DispatchQueue(label: "export").async { done.resume(returning: write()) }
        }
    }

    private func write() -> Notice {
        guard let query = try? Query(query) else { return Notice(.error, "the filter does not compile") }
        let file = open(
            directory.isEmpty ? name : "\(directory)/\(name)",
            O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
            0o644
        )
        guard file >= 0 else { return failure }
        defer { close(file) }
        var written = 0
        var from = store.ids.lowerBound
        while from < store.ids.upperBound {
            let to = min(from + 4096, store.ids.upperBound)
            var lines: [UInt8] = []
            for id in store.matches(query, in: from..<to) {
                guard let line = store.raw(id) else { continue }
                lines += line
                lines.append(10)
                written += 1
            }
            guard put(lines, to: file) else { return failure }
            from = to
        }
        return Notice(.information, "\(Figures.count(written)) records written to \(name)")
    }

    private var failure: Notice { Notice(.error, "cannot write \(name): \(String(cString: strerror(errno)))") }

    private func put(_ bytes: [UInt8], to file: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let n = systemWrite(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
                if n < 0 && errno == EINTR { continue }
                if n <= 0 { return false }
                done += n
            }
            return true
        }
    }
}

#if canImport(Glibc)
    private let systemWrite = Glibc.write
#else
    private let systemWrite = Darwin.write
#endif
