import EventModel

/// An error of a handler, with the place that found it as its innermost frame.
func failure(
    _ type: String,
    _ message: String,
    file: StaticString = #fileID,
    line: UInt = #line,
    function: StaticString = #function
) -> ErrorInfo {
    ErrorInfo(type: type, message: message, stack: "\(file):\(line) \(function)")
}

/// Runs a step and adds this place as a frame to what it throws: Swift errors carry no stack of their own.
func frame<R>(
    file: StaticString = #fileID,
    line: UInt = #line,
    function: StaticString = #function,
    _ step: () async throws -> R
) async throws -> R {
    do {
        return try await step()
    } catch var error as ErrorInfo {
        let here = "\(file):\(line) \(function)"
        error.stack = error.stack.map { "\($0)\n\(here)" } ?? here
        throw error
    }
}
