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
