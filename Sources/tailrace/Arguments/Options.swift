import ArgumentParser

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `--data DIR`.
struct DataOption: ParsableArguments {
    @Option(name: .long, help: "The bundled pipeline's data directory (default: $XDG_STATE_HOME/tailrace).")
    var data: String?

    /// The directory that was named, or the default.
    var directory: String {
        if let data { return data }
        if let state = getenv("XDG_STATE_HOME").map({ String(cString: $0) }), state.hasPrefix("/") {
            return state + "/tailrace"
        }
        let home = getenv("HOME").map { String(cString: $0) } ?? "."
        return home + "/.local/state/tailrace"
    }
}

/// `-o` and `--no-color`.
struct FormatOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .customLong("output")], help: "text, or json with the documented field names.")
    var output: OutputFormat = .text

    @Flag(name: .long, help: "No colour, on a terminal either (the environment's NO_COLOR says the same).")
    var noColor = false

    var paint: Paint { Paint(noColor: noColor) }
}
