#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where telemetry is read from, as SOURCE on the command line names it.
package enum Source: Hashable, Sendable {
    case file(String)
    /// A pattern of the shell; files that come to match later are read too, when following.
    case pattern(String)
    case standardInput
    /// A pipe with a name, or a shell's `<(command)`: read once, to its end.
    case pipe(String)

    /// What an argument means: `-`, a file, a pipe, or a pattern where no file has that very name.
    ///
    /// - Parameter following: what is not there yet is waited for.
    /// - Throws: ``InputError`` where nothing is there to read.
    package init(argument: String, following: Bool = false) throws(InputError) {
        if argument == "-" {
            self = .standardInput
            return
        }
        var status = stat()
        if stat(argument, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR {
                throw InputError("\(argument): is a folder; name the files in it, for example '\(argument)/*.jsonl'")
            }
            guard access(argument, R_OK) == 0 else { throw InputError("\(argument): \(reason(errno))") }
            self = status.st_mode & S_IFMT == S_IFREG ? .file(argument) : .pipe(argument)
        } else if argument.contains(where: { "*?[".contains($0) }) {
            self = .pattern(argument)
            if !following, Source.expand(argument).isEmpty {
                throw InputError("\(argument): no file matches this pattern")
            }
        } else if following, errno == ENOENT {
            self = .file(argument)
        } else {
            throw InputError("\(argument): \(reason(errno))")
        }
    }

    /// The files that a pattern matches now, sorted by name.
    package static func expand(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    }
}

/// What an error number means, in words.
func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
