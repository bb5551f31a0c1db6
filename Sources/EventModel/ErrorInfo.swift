/// Why something failed: the error's type, its message and, where it is known, its stack.
package struct ErrorInfo: Hashable, Sendable, Error {
    package var type: String
    package var message: String
    /// One frame a line, innermost first; nil if the error came without one.
    package var stack: String?

    package init(type: String, message: String, stack: String? = nil) {
        self.type = type
        self.message = message
        self.stack = stack
    }

    /// `{"type","message","stack"}` as the telemetry line writes it; `stack` only if there is one.
    package var json: JSON {
        var members: [JSON.Member] = [("type", .string(type)), ("message", .string(message))].map(JSON.Member.init)
        if let stack { members.append(JSON.Member("stack", .string(stack))) }
        return .object(JSON.Object(members))
    }
}
