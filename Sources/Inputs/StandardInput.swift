#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads standard input to its end; what writes to it waits while the store is busy.
struct StandardInput {
    /// Whether standard input is a terminal: then nobody writes to it but by hand.
    static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Blocks until the end, or until `isStopped` at the latest a fifth of a second later.
    ///
    /// - Throws: ``InputError``.
    func read(_ sink: LineSplitter.Sink, until isStopped: () -> Bool) throws(InputError) {
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { block.deallocate() }
        var splitter = LineSplitter()
        while !isStopped() {
            var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            if poll(&ready, 1, 200) == 0 { continue }
            #if canImport(Glibc)
                let n = Glibc.read(STDIN_FILENO, block.baseAddress, block.count)
            #else
                let n = Darwin.read(STDIN_FILENO, block.baseAddress, block.count)
            #endif
            if n > 0 {
                splitter.take(UnsafeRawBufferPointer(rebasing: block[..<n]), sink)
            } else if n == 0 {
                break
            } else if errno != EINTR && errno != EAGAIN {
                throw InputError("standard input: \(reason(errno))")
            }
        }
        splitter.finish(sink)
    }
}
