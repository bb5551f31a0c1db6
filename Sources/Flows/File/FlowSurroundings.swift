package import Pipeline

/// What a flow file can refer to outside itself.
package struct FlowSurroundings: Sendable {
    /// A handler in Swift.
    package struct Handler: Sendable {
        /// `service_name` of what it says, unless the file says otherwise.
        package var service: String
        /// What each instance does before its first event; nil: nothing.
        package var initialise: FunctionDefinition.Initialiser? = nil
        package var handler: FunctionDefinition.Handler
    }

    /// Handlers in Swift, by the names that files call them by.
    package var handlers: [String: Handler]
    /// The folder that relative paths start from: absolute.
    package var folder: String
    /// Reads another file, by its path from the folder; nil if it is not there.
    package var file: @Sendable (_ path: String) -> [UInt8]?
    /// The path of a folder or a program that a relative one means.
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : path == "." ? folder : "\(folder)/\(path)" }

    package init(
        handlers: [String: Handler] = [:],
        folder: String,
        file: @escaping @Sendable (_ path: String) -> [UInt8]?
    ) {
        self.handlers = handlers
        self.folder = folder
        self.file = file
    }
}
