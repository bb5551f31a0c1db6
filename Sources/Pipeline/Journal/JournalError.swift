/// Why the data directory cannot be used; the message names the file and what to do.
package struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Another pipeline runs on the directory.
        case inUse
        /// The file is not a database, or is damaged.
        case corrupt
        /// The file is a database of another program.
        case foreign
        /// A later version of this program wrote the file.
        case newer
        /// Its payloads are encrypted, and the key is missing, malformed or another one.
        case key
        /// The directory or the file cannot be read or written.
        case unavailable
    }
    package var code: Code
    package var message: String
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
    package var description: String { message }
}
