import EventModel

/// Why a program failed, from how it ended and what it said last.
struct ProgramFailure {
    var program: String
    var end: ProgramRun.End
    var memoryMB: Int
    /// The last lines of its standard error.
    var said: [[UInt8]]

    /// What runtimes and C libraries say when an allocation is refused.
    private static let memoryWords = [
        "MemoryError", "Cannot allocate memory", "cannot allocate memory", "out of memory", "Out of memory",
        "OutOfMemory",
        "bad_alloc", "ENOMEM", "memory exhausted", "NoMemoryError", "Allocation failed", "heap limit",
    ]

    /// The error that the last line tells as `{"errorType","errorMessage","stackTrace"}`, as the runtimes of the service do
    /// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror); else one that tells how it ended.
    var error: ErrorInfo {
        if let told { return told }
        let how =
            switch end {
            case .exited(let status): "exit status \(status)"
            case .signaled(let signal): "signal \(signal)\(Self.names[Int(signal)].map { " (\($0))" } ?? "")"
            }
        let tail = said.suffix(10).map(PlainText.visible).joined(separator: "\n")
        let words = tail.isEmpty ? "" : ": \(tail)"
        if Self.memoryWords.contains(where: tail.contains) {
            return ErrorInfo(
                type: "Runtime.OutOfMemory",
                message: "'\(program)' needed more than its \(memoryMB) MB of memory and ended with \(how)\(words)"
            )
        }
        return ErrorInfo(type: "Runtime.ExitError", message: "'\(program)' ended with \(how)\(words)")
    }

    private var told: ErrorInfo? {
        guard let line = said.last, let json = try? JSON(parsing: line), let type = json["errorType"]?.string else {
            return nil
        }
        let stack: String? =
            switch json["stackTrace"] {
            case .string(let text): text
            case .array(let frames): frames.map { $0.string ?? $0.description }.joined(separator: "\n")
            default: nil
            }
        let message = json["errorMessage"]?.string ?? ""
        return ErrorInfo(type: PlainText.visible(type.utf8), message: message, stack: stack)
    }

    private static let names = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 6: "SIGABRT", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV",
        13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ",
    ]
}
