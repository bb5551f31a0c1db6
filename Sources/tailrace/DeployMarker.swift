import EventModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Watches the telemetry of a data directory for events that scheduled redrives wait for: the pipeline writes a line for each
/// event that it has accepted, whoever published it.
final class DeployMarker: Sendable {
    private struct State {
        /// How far each file has been read.
        var read: [String: Int] = [:]
        /// When each type of event was last seen.
        var seen: [String: Timestamp] = [:]
    }
    private let folder: String
    private let state = Mutex(State())

    /// Bytes that are read at once; a line that is longer than this is no event.
    private static let chunk = 1 << 20

    init(_ folder: String) { self.folder = folder }

    /// Whether an event of the type has been published after an instant. Reads only what was written since the last look, and of
    /// files that were last written before the instant nothing.
    func isSeen(_ type: String, since: Timestamp) -> Bool {
        state.withLock { state in
            for path in files(since: since) { read(path, &state) }
            return state.seen[type].map { $0 > since } ?? false
        }
    }

    private func files(since: Timestamp) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var paths: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let path = "\(folder)/\(name)"
            var status = stat()
            guard name.hasSuffix(".jsonl"), stat(path, &status) == 0 else { continue }
            #if canImport(Glibc)
                let written = Int64(status.st_mtim.tv_sec)
            #else
                let written = Int64(status.st_mtimespec.tv_sec)
            #endif
            if Timestamp(seconds: written + 1) >= since { paths.append(path) }
        }
        return paths
    }

    private func read(_ path: String, _ state: inout State) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        var offset = state.read[path] ?? 0
        var bytes = [UInt8](repeating: 0, count: Self.chunk)
        while true {
            let n = pread(file, &bytes, bytes.count, off_t(offset))
            guard n > 0 else { break }
            // Only whole lines; one that fills everything is passed over.
            guard let end = bytes[..<n].lastIndex(of: 0x0A) else {
                if n < Self.chunk { break }
                offset += n
                continue
            }
            for line in bytes[...end].split(separator: 0x0A) { note(line, &state) }
            offset += end + 1
        }
        state.read[path] = offset
    }

    private func note(_ line: ArraySlice<UInt8>, _ state: inout State) {
        guard line.contains(UInt8(ascii: "p")), let json = try? JSON(parsing: Array(line)),
            json["hop"]?.string == "publish", let type = json["event_type"]?.string,
            let time = json["timestamp"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { return }
        state.seen[type] = max(state.seen[type] ?? time, time)
    }
}
