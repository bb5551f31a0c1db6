import DeadLetters
import EventModel
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The operator's editor on one message's body, where no dashboard has the terminal.
struct Editor {
    private let command = BodyFile.editor

    /// Opens the editor on a body and answers what it became. A mistake is shown with its place and can be mended; where there is
    /// no terminal to ask on, the text is kept in its file, and the message names it.
    func edit(_ body: [UInt8], as view: BodyView) throws -> [UInt8] {
        let file = try BodyFile(body, as: view)
        while true {
            try run(file.path)
            do {
                let edited = try file.edited()
                file.remove()
                return edited
            } catch {
                Output.complain("\(file.path): \(visible(error.message))")
                guard Output.ask("Enter to edit it again, q and Enter to give up: ") == "" else {
                    throw Failure.badInput("nothing was changed; what was edited is in \(file.path)")
                }
            }
        }
    }

    /// Runs the editor in the foreground until it ends.
    private func run(_ path: String) throws {
        // Ctrl-C belongs to the editor meanwhile.
        let interrupt = signal(SIGINT, SIG_IGN)
        defer { _ = signal(SIGINT, interrupt) }
        let words = ["/bin/sh", "-c", "\(command) \"$1\"", "sh", path]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        // The child must not inherit that Ctrl-C is ignored.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let failure = posix_spawn(&process, words[0], nil, &attributes, &arguments, environ)
        guard failure == 0 else {
            throw Failure.badInput("\(command) can not be run: \(String(cString: strerror(failure)))")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else {
            throw Failure.badInput(
                "nothing was changed: the editor (\(command)) ended with an error; the text is in \(path)"
            )
        }
    }
}
