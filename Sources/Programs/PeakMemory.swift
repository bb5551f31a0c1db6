import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The most memory that a program has taken, looked up while it runs: the kernel keeps the peak, so a look now and then is enough; a program
/// that ends before the first look is not measured.
final class PeakMemory: Sendable {
    private let peak = Atomic(0)

    /// Megabytes, rounded up; nil where it was never seen.
    var megabytes: Int? {
        let kibibytes = peak.load(ordering: .relaxed)
        return kibibytes > 0 ? (kibibytes + 1_023) >> 10 : nil
    }

    /// Looks until cancelled, ever more seldom.
    func watch(_ process: pid_t) async {
        var wait = Duration.milliseconds(4)
        while (try? await Task.sleep(for: wait)) != nil {
            guard let found = Self.highWater(process) else { return }
            peak.max(found, ordering: .relaxed)
            wait = min(wait * 2, .milliseconds(250))
        }
    }

    /// `VmHWM` of `/proc/PID/status` (proc_pid_status(5)), in KiB; nil once the process has ended, and on systems without it.
    private static func highWater(_ process: pid_t) -> Int? {
        let file = open("/proc/\(process)/status", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 1) { buffer in
            let count = read(file, buffer.baseAddress, buffer.count)
            guard count > 0 else { return nil }
            for line in String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: "\n")
            where line.hasPrefix("VmHWM:") {
                return Int(line.split(whereSeparator: { !$0.isNumber }).first ?? "")
            }
            return nil
        }
    }
}
