#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The lines of a file or of standard input, without their breaks, read as they are asked for.
struct FileLines: Sequence, Sendable {
    private let path: String

    /// - Parameter path: `-` is standard input.
    init(_ path: String) throws {
        self.path = path
        guard path != "-" else { return }
        var status = stat()
        guard access(path, R_OK) == 0, stat(path, &status) == 0 else {
            throw Failure.badInput("\(path) can not be read: \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw Failure.badInput("\(path) is a directory") }
    }

    func makeIterator() -> Iterator { Iterator(path == "-" ? fdopen(dup(STDIN_FILENO), "r") : fopen(path, "r")) }

    final class Iterator: IteratorProtocol {
        private let file: UnsafeMutablePointer<FILE>?
        private var line: UnsafeMutablePointer<CChar>?
        private var capacity = 0

        init(_ file: UnsafeMutablePointer<FILE>?) { self.file = file }

        func next() -> [UInt8]? {
            guard let file else { return nil }
            let n = getline(&line, &capacity, file)
            guard n > 0, let line else { return nil }
            let bytes = [UInt8](UnsafeRawBufferPointer(start: line, count: n))
            return bytes.last == 0x0A ? bytes.dropLast() : bytes
        }

        deinit {
            free(line)
            if let file { fclose(file) }
        }
    }
}
