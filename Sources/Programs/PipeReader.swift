import Dispatch
import Synchronization
import SystemPackage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads one end of a pipe for as long as its process runs.
///
/// A process that has ended may have left the other end to a child of its own, so the end of the file can be long in coming:
/// ``finish()`` takes what is there and closes.
final class PipeReader: Sendable {
    private let end: FileDescriptor
    private let queue = DispatchQueue(label: "tailrace.program.pipe")
    /// Not marked as such, but may be used from any thread.
    private nonisolated(unsafe) let source: any DispatchSourceRead
    private let receive: @Sendable (UnsafeRawBufferPointer) -> Void
    private let isOver = Mutex(false)

    /// Reads at once. `receive` gets the bytes in their order, one call at a time.
    init(_ end: FileDescriptor, receive: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) {
        self.end = end
        self.receive = receive
        _ = fcntl(end.rawValue, F_SETFL, fcntl(end.rawValue, F_GETFL) | O_NONBLOCK)
        source = DispatchSource.makeReadSource(fileDescriptor: end.rawValue, queue: queue)
        // The source lives as long as the reader, which its owner finishes.
        source.setEventHandler { [weak self] in self?.read(atMost: 1 << 20) }
        source.setCancelHandler { try? end.close() }
        source.resume()
    }

    /// Takes what is in the pipe, then closes this end; returns when `receive` will not be called any more.
    func finish() async {
        await withCheckedContinuation { continuation in
            queue.async {
                // What a child goes on writing is not waited for.
                self.read(atMost: 8 << 20)
                self.over()
                continuation.resume()
            }
        }
    }

    private func over() {
        let first = isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
        if first { source.cancel() }
    }

    private func read(atMost limit: Int) {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
            var total = 0
            while total < limit, !isOver.withLock({ $0 }) {
                do {
                    let count = try end.read(into: buffer, retryOnInterrupt: true)
                    guard count > 0 else { return over() }
                    receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                    total += count
                } catch Errno.resourceTemporarilyUnavailable {
                    return
                } catch {
                    return over()
                }
            }
        }
    }
}
