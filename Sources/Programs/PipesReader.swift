import Dispatch
import Synchronization
import SystemPackage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads what a program writes, on a thread of its own, for as long as the program runs.
///
/// A program that has ended may have left the other ends to a child of its own, so the end of a file can be long in coming:
/// ``finish()`` takes what is there and closes.
final class PipesReader: Sendable {
    /// One end of a pipe, and what gets its bytes: in their order, one call at a time.
    struct Source: Sendable {
        var end: FileDescriptor
        var receive: @Sendable (UnsafeRawBufferPointer) -> Void
    }
    private struct State {
        var isOver = false
        var waiting: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())
    /// Written to when the program has ended.
    private let bell: FileDescriptor

    /// Reads at once, and owns the ends.
    ///
    /// - Throws: `Errno`; the ends are closed then.
    init(_ sources: [Source]) throws {
        do {
            let (heard, bell) = try PipesReader.pipe()
            self.bell = bell
            for source in sources { PipesReader.set(O_NONBLOCK, on: source.end) }
            // A serial queue gets a thread of its own, which may block.
            DispatchQueue(label: "tailrace.program.pipes").async { self.read(sources, until: heard) }
        } catch {
            for source in sources { try? source.end.close() }
            throw error
        }
    }

    /// A pipe of which no end goes to any program.
    static func pipe() throws -> (reading: FileDescriptor, writing: FileDescriptor) {
        let (reading, writing) = try FileDescriptor.pipe()
        for end in [reading, writing] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
        return (reading, writing)
    }

    private static func set(_ flag: Int32, on end: FileDescriptor) {
        _ = fcntl(end.rawValue, F_SETFL, fcntl(end.rawValue, F_GETFL) | flag)
    }

    /// Takes what is in the pipes, then closes them; returns when nothing is received any more. To be called once.
    func finish() async {
        try? bell.close()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiting = continuation }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    private func read(_ sources: [Source], until heard: FileDescriptor) {
        var open = sources
        var isLast = false
        while !open.isEmpty, !isLast {
            var polled = (open.map(\.end) + [heard]).map { pollfd(fd: $0.rawValue, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, nfds_t(polled.count), -1) > 0 else { continue }
            isLast = polled[open.count].revents != 0
            for (source, poll) in zip(open, polled) where poll.revents != 0 || isLast {
                // What a child goes on writing after the end is not waited for.
                guard Self.read(source, atMost: isLast ? 16 << 20 : 1 << 20) else { continue }
                open.removeAll { $0.end == source.end }
                try? source.end.close()
            }
        }
        for source in open { try? source.end.close() }
        try? heard.close()
        let waiting = state.withLock { state in
            state.isOver = true
            return state.waiting
        }
        waiting?.resume()
    }

    /// Reads what is there; answers whether the other end is closed.
    private static func read(_ source: Source, atMost limit: Int) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
            var total = 0
            while total < limit {
                do {
                    let count = try source.end.read(into: buffer, retryOnInterrupt: true)
                    guard count > 0 else { return true }
                    source.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                    total += count
                } catch Errno.resourceTemporarilyUnavailable {
                    return false
                } catch {
                    return true
                }
            }
            return false
        }
    }
}
