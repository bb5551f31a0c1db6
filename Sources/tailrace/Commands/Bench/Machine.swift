import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the figures were measured on.
struct Machine {
    /// Cores that this process may run on.
    let cores: Int
    let cpu: String
    let kernel: String

    init() {
        cores = Cores.allowed
        cpu = Machine.cpuModel() ?? "unknown processor"
        var names = utsname()
        uname(&names)
        kernel = Machine.text(&names.sysname) + " " + Machine.text(&names.release)
    }

    var description: String { "\(counted(cores, "core")) · \(cpu) · \(kernel)" }

    /// Anonymous memory of this process in bytes, that is without files it has read; nil where the system does not tell.
    static var anonymousMemory: Int? {
        field("RssAnon:", in: "/proc/self/status").flatMap { Int($0.prefix { $0.isNumber }) }.map { $0 * 1024 }
    }

    private static func cpuModel() -> String? {
        #if canImport(Glibc)
            return field("model name", in: "/proc/cpuinfo").map { String($0.drop { $0 == ":" || $0 == " " }) }
        #else
            var text = [CChar](repeating: 0, count: 256)
            var size = text.count
            guard sysctlbyname("machdep.cpu.brand_string", &text, &size, nil, 0) == 0 else { return nil }
            return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        #endif
    }

    /// What stands behind a name at the beginning of a line.
    private static func field(_ name: String, in path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var size = 0
        defer { free(line) }
        while getline(&line, &size, file) > 0 {
            guard let line else { return nil }
            let text = String(cString: line)
            if text.hasPrefix(name) {
                return String(
                    text.dropFirst(name.count).drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
                )
            }
        }
        return nil
    }

    private static func text<T>(_ value: inout T) -> String {
        withUnsafeBytes(of: &value) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
