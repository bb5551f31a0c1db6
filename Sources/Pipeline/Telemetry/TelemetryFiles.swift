#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The rotated files behind a ``TelemetryWriter``. Whole batches are appended with one `write` each, so lines of several
/// processes never mix within a line. Not safe to share: its owner locks.
struct TelemetryFiles: ~Copyable {
    let folder: String
    let prefix: String
    let maximumBytes: Int
    let maximumFiles: Int
    private var descriptor: Int32 = -1
    private var bytes = 0
    private var number: Int

    /// Continues after the highest number that is there.
    init(folder: String, prefix: String, maximumBytes: Int, maximumFiles: Int) throws(JournalError) {
        try makeDirectory(folder)
        self.folder = folder
        self.prefix = prefix
        self.maximumBytes = maximumBytes
        self.maximumFiles = max(1, maximumFiles)
        number = TelemetryFiles.list(folder).compactMap { TelemetryFiles.number(of: $0, prefix: prefix) }.max() ?? 0
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Appends whole lines; answers whether all of it was written.
    mutating func append(_ batch: [UInt8]) -> Bool {
        if descriptor < 0 || (bytes > 0 && bytes + batch.count > maximumBytes) { rotate() }
        guard descriptor >= 0 else { return false }
        var done = 0
        while done < batch.count {
            let n = batch[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if n < 0 && errno == EINTR { continue }
            guard n > 0 else {
                // What a full disk cut off is taken back, so that the file holds whole lines only.
                if done > 0 { _ = ftruncate(descriptor, off_t(bytes)) }
                return false
            }
            done += n
        }
        bytes += batch.count
        return true
    }

    private mutating func rotate() {
        if descriptor >= 0 { close(descriptor) }
        number += 1
        let digits = String(number)
        let name = prefix + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".jsonl"
        descriptor = open(folder + "/" + name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        bytes = 0
        prune(keeping: name)
    }

    /// Removes the oldest files until the folder holds no more than `maximumFiles` full ones: many short runs keep what they
    /// wrote as long as one long run does.
    private func prune(keeping current: String) {
        var files = TelemetryFiles.list(folder).filter { $0 != current }.map { name in
            var info = stat()
            let path = folder + "/" + name
            let known = stat(path, &info) == 0
            #if canImport(Glibc)
                let modified = (Int(info.st_mtim.tv_sec), Int(info.st_mtim.tv_nsec))
            #else
                let modified = (Int(info.st_mtimespec.tv_sec), Int(info.st_mtimespec.tv_nsec))
            #endif
            return (modified: known ? modified : (0, 0), size: known ? Int(info.st_size) : 0, name: name, path: path)
        }
        files.sort { ($0.modified.0, $0.modified.1, $0.name) > ($1.modified.0, $1.modified.1, $1.name) }
        // The file that was just begun may become a full one.
        var room = maximumBytes * (maximumFiles - 1)
        for (kept, file) in files.enumerated() {
            room -= file.size
            if room < 0 || kept >= TelemetryFiles.mostFiles { unlink(file.path) }
        }
    }

    /// However short they are.
    private static let mostFiles = 4096

    private static func list(_ folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix("telemetry-") && name.hasSuffix(".jsonl") { names.append(name) }
        }
        return names
    }

    private static func number(of name: String, prefix: String) -> Int? {
        name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count).dropLast(".jsonl".count)) : nil
    }
}
