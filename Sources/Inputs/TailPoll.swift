/// What one look at a followed name found.
struct TailPoll {
    /// Something that happened to a file, named as its records name it.
    enum Change: Hashable, Sendable {
        /// It was cut or written anew after `offset` bytes had been read, and is read again from its first byte: bytes that were read are gone from the file.
        case truncated(String, offset: Int64)
        /// Its name leads to another file now; its bytes are where they were for as long as it is open.
        case replaced(String)
        /// A file that rotation made between two looks was found there and read.
        case recovered(String)
        /// It lost its name before all of it was read, and was not found under another; or it came and went between two looks.
        case vanished(String)
    }

    /// Bytes read.
    var bytes = 0
    /// The name leads to a file that was opened now.
    var opened = false
    /// The rest is read by the next look.
    var more = false
    /// Bytes passed over, of lines longer than is kept.
    var passedOver = 0
    var changes: [Change] = []
}
