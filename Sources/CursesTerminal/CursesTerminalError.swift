/// Why the screen could not be opened.
package struct CursesTerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable { case noTerminal, unknownType, alreadyOpen }
    package let code: Code
    /// What is missing and what to do; for standard error, with exit status 2.
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
