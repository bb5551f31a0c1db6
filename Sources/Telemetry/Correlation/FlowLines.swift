/// The lines behind a flow's records: the only place where a flow reads them.
struct FlowLines {
    let snapshot: StoreSnapshot
    let decoder: LineDecoder

    /// Decodes a record's line into ``decoder``; false if it was dropped or is no record.
    func decode(_ id: Int) -> Bool {
        guard let (chunk, row) = snapshot.place(id) else { return false }
        return decoder.decode(chunk, row)
    }

    /// A hash of the whole line; nil if it was dropped or is no longer in its file.
    func hash(_ id: Int) -> UInt64? {
        snapshot.place(id).flatMap { chunk, row in chunk.line(row, decoder.buffer).map { ByteHash.of($0) } }
    }
}
