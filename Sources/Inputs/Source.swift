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

    /// What an argument means: `-`, a file, or a pattern where no file has that very name.
    ///
    /// - Throws: ``InputError`` where nothing is there to read.
    package init(argument: String) throws(InputError) {
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
            self = .file(argument)
        } else if argument.contains(where: { "*?[".contains($0) }) {
            self = .pattern(argument)
            if Source.expand(argument).isEmpty { throw InputError("\(argument): no file matches this pattern") }
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
