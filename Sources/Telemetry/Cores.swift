#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The cores that this process may use. On a machine with more, threads beyond these only take turns with one another.
package enum Cores {
    /// As the process began: those it is bound to, as `taskset` and containers do, else all.
    package static let allowed = bound() ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// How many threads pay for work that is done once.
    package static let threads = min(allowed, 8)

    /// Counts a list such as `0-3,6`; nil where the system has none. (`sched_getaffinity` is not seen from Swift.)
    /// https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    private static func bound() -> Int? {
        guard let file = fopen("/proc/self/status", "re") else { return nil }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var size = 0
        defer { free(line) }
        let name = "Cpus_allowed_list:"
        while getline(&line, &size, file) > 0 {
            guard let line else { return nil }
            guard strncmp(line, name, name.utf8.count) == 0 else { continue }
            return count(String(cString: line + name.utf8.count))
        }
        return nil
    }

    static func count(_ list: String) -> Int? {
        let parts = list.split(separator: ",")
        let counts = parts.map { part in
            let ends = part.split(separator: "-").compactMap { Int($0.filter(\.isNumber)) }
            return ends.count == 2 ? max(ends[1] - ends[0] + 1, 0) : ends.count
        }
        let sum = counts.reduce(0, +)
        return sum > 0 ? sum : nil
    }
}
