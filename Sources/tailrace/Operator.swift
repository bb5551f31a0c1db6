#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Who acts: named in the redrive journal and in the telemetry.
enum Operator {
    /// The user's name, as the environment or the system tells it.
    static var name: String {
        for variable in ["SUDO_USER", "USER", "LOGNAME"] {
            if let value = getenv(variable), value.pointee != 0 { return String(cString: value) }
        }
        return getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
    }
}
