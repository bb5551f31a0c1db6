import ArgumentParser

/// Whether a command may change anything.
struct PermissionOptions: ParsableArguments {
    @Flag(name: .long, help: "Change nothing whatever else is said (TAILRACE_READ_ONLY=1 says the same).")
    var readOnly = false

    /// - Throws: ``Failure``, naming what forbids it.
    func require() throws {
        guard readOnly || DeadLetterDesk.isReadOnlyByEnvironment else { return }
        let by = readOnly ? "--read-only" : "TAILRACE_READ_ONLY"
        throw Failure.badInput("read-only (\(by)): nothing was changed")
    }
}
