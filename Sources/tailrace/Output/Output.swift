#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Standard output and standard error, written in large pieces. Results go to the first, everything else to the second.
enum Output {
    /// Whether results go to a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Writes a line of results.
    static func print(_ line: String) { write(Array(line.utf8) + [0x0A]) }

    /// Writes bytes of results as they are. Ends the program quietly when nobody reads them any more.
    static func write(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Writes a line to standard error.
    static func complain(_ line: String) { write(Array(line.utf8) + [0x0A], to: STDERR_FILENO) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let slice = UnsafeRawBufferPointer(rebasing: rest)
                #if canImport(Glibc)
                    let n = Glibc.write(descriptor, slice.baseAddress, slice.count)
                #else
                    let n = Darwin.write(descriptor, slice.baseAddress, slice.count)
                #endif
                if n > 0 {
                    rest = rest.dropFirst(n)
                } else if n < 0, errno == EAGAIN || errno == EINTR {
                    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&wait, 1, 1000)
                } else {
                    exit(errno == EPIPE ? 0 : 1)
                }
            }
        }
    }

    /// Asks on the terminal and answers the line that was typed; nil where there is no terminal to ask on.
    static func ask(_ question: String) -> String? {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
        write(Array(question.utf8), to: STDERR_FILENO)
        return readLine()
    }
}
