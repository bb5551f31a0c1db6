#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Standard input, or a pipe with a name: read once, to its end. What writes to it waits while the store is busy.
struct ByteStream {
    /// Whether standard input is a terminal: then nobody writes to it but by hand.
    static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    static let standardInput = ByteStream(descriptor: STDIN_FILENO, name: "standard input")

    let descriptor: Int32
    /// What errors name.
    let name: String

    /// Opens a pipe by its name, without waiting for somebody to write to it. The descriptor is the caller's to close.
    ///
    /// - Throws: ``InputError``.
    static func open(_ path: String) throws(InputError) -> ByteStream {
        #if canImport(Glibc)
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #else
            let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #endif
        guard descriptor >= 0 else { throw InputError("\(path): \(reason(errno))") }
        return ByteStream(descriptor: descriptor, name: path)
    }

    /// Blocks until the end, or until `isStopped`, at the latest a fifth of a second later.
    ///
    /// - Parameters:
    ///   - blockSize: bytes taken from the descriptor at once: what is held here while the sink is busy.
    ///   - passedOver: hears in the end of the bytes that were passed over, of lines longer than is kept.
    /// - Throws: ``InputError``.
    func read(
        blockSize: Int = 1 << 20,
        _ sink: LineSplitter.Sink,
        passedOver: (Int) -> Void = { _ in },
        until isStopped: () -> Bool
    ) throws(InputError) {
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: blockSize, alignment: 64)
        defer { block.deallocate() }
        var lines = StreamLines(name: name)
        var quiet = 0
        defer { passedOver(lines.passedOver) }
        while !isStopped() {
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&ready, 1, 200) == 0 {
                quiet += 1
                if quiet == 5 { lines.settle(sink) }
                continue
            }
            quiet = 0
            #if canImport(Glibc)
                let n = Glibc.read(descriptor, block.baseAddress, block.count)
            #else
                let n = Darwin.read(descriptor, block.baseAddress, block.count)
            #endif
            if n > 0 {
                try lines.take(UnsafeRawBufferPointer(rebasing: block[..<n]), sink)
            } else if n == 0 {
                return try lines.finish(sink)
            } else if errno != EINTR && errno != EAGAIN {
                let why = reason(errno)
                lines.stop(sink)
                throw InputError("\(name): \(why)")
            }
        }
        lines.stop(sink)
    }
}
