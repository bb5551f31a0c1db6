import ArgumentParser
import EventModel
import Synchronization
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why a command ends without success, and with which exit status.
struct Failure: Error {
    enum Status: Int32 {
        /// Nothing found, or a check failed.
        case notFound = 1
        /// Bad usage or bad input.
        case badInput = 2
        case interrupted = 130
    }
    var status: Status
    /// What, which, and what to do next; empty if everything has been said already.
    var message: String

    static func notFound(_ message: String) -> Failure { Failure(status: .notFound, message: message) }
    static func badInput(_ message: String) -> Failure { Failure(status: .badInput, message: message) }
}

/// Whether somebody interrupted work whose results are shown as far as they came: the program then ends as interrupted.
enum Interruption {
    private static let noted = Atomic(false)

    static func note() { noted.store(true, ordering: .relaxed) }

    static var isNoted: Bool { noted.load(ordering: .relaxed) }
}

/// Says what went wrong on standard error and ends the program with the status that goes with it.
func leave(with error: any Error) -> Never {
    if let failure = error as? Failure {
        if !failure.message.isEmpty { Output.complain("tailrace: \(failure.message)") }
        exit(Interruption.isNoted ? Failure.Status.interrupted.rawValue : failure.status.rawValue)
    }
    if error is CancellationError { exit(Failure.Status.interrupted.rawValue) }
    if let error = error as? DeadLetterError {
        Output.complain("tailrace: \(visible(error.message))")
        let status: Failure.Status = error.code == .unavailable ? .notFound : .badInput
        exit(Interruption.isNoted ? Failure.Status.interrupted.rawValue : status.rawValue)
    }
    let code = Tailrace.exitCode(for: error)
    let message = Tailrace.fullMessage(for: error)
    if code == .success {
        if !message.isEmpty { Output.print(message) }
        exit(0)
    }
    if !message.isEmpty { Output.complain(message) }
    exit(code == .validationFailure ? Failure.Status.badInput.rawValue : Failure.Status.notFound.rawValue)
}
