/// What was read from one part of a file, ready to be taken into the store.
struct FilePart {
    var chunks: [Chunk] = []
    var source: UInt16
    /// Lines of the file in front of the part; known once the parts before it are.
    var linesBefore = 0
    /// Lines that begin in it, empty ones too.
    var lines = 0
    var records = 0
    var malformed = 0
    /// Bytes of its lines.
    var bytes = 0
    var metrics = MetricTable()
    /// What waits for the lines of the next part.
    var assembler = RecordAssembler()
    /// Where the next part's first line begins; or a last line without a newline, left for whoever follows the file.
    var end = 0
    /// Such a line was left.
    var isUnfinished = false
}
