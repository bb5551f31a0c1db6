package import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A program that does the work of a function: what to start, with what, and where.
package struct ProgramDefinition: Hashable, Sendable {
    /// The program, then its arguments; at least the program. A program with a slash is a file, by a path from ``directory``; one
    /// without is looked up in `PATH`.
    package var command: [String]
    /// Added to the environment that it inherits.
    package var environment: [String: String]
    /// Where it runs: an absolute path.
    package var directory: String

    package init(command: [String], environment: [String: String] = [:], directory: String) {
        self.command = command
        self.environment = environment
        self.directory = directory
    }

    /// The file to start.
    ///
    /// - Throws: ``ErrorInfo`` `Runtime.InvalidEntrypoint` that says where it was looked for.
    package func executable(path searched: String?) throws(ErrorInfo) -> String {
        func refuse(_ reason: String) -> ErrorInfo { ErrorInfo(type: "Runtime.InvalidEntrypoint", message: reason) }

        guard let program = command.first, !program.isEmpty else { throw refuse("exec names no program") }
        guard Self.isFolder(directory) else {
            throw refuse("the folder to run '\(program)' in is missing: \(directory)")
        }
        if program.utf8.contains(UInt8(ascii: "/")) {
            let here = program.hasPrefix("./") ? program.dropFirst(2) : program[...]
            let path = program.hasPrefix("/") ? program : "\(directory)/\(here)"
            switch Self.kind(path) {
            case .program: return path
            case .file: throw refuse("\(path) is not executable: chmod +x it, or name its interpreter before it")
            case .other: throw refuse("there is no program at \(path)")
            }
        }
        let folders = (environment["PATH"] ?? searched ?? "/usr/local/bin:/usr/bin:/bin").split(
            separator: ":",
            omittingEmptySubsequences: false
        )
        for folder in folders {
            let path = folder.hasPrefix("/") ? "\(folder)/\(program)" : "\(directory)/\(folder)/\(program)"
            if Self.kind(path) == .program { return path }
        }
        throw refuse("no program '\(program)' in PATH: \(folders.joined(separator: ":"))")
    }

    private enum Kind { case program, file, other }

    private static func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private static func kind(_ path: String) -> Kind {
        guard mode(path) == S_IFREG else { return .other }
        return access(path, X_OK) == 0 ? .program : .file
    }

    private static func isFolder(_ path: String) -> Bool { mode(path) == S_IFDIR }
}
