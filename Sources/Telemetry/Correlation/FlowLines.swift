/// The lines behind a flow's records: the only place where a flow reads them.
struct FlowLines {
    let snapshot: StoreSnapshot
    let decoder: LineDecoder

    /// Decodes a record's line into ``decoder``; false if it was dropped or is no record.
    func decode(_ id: Int) -> Bool {
        guard let (chunk, row) = snapshot.place(id) else { return false }
        return decoder.decode(chunk.rawLine(row))
    }

    /// A hash of the whole line; nil if it was dropped.
    func hash(_ id: Int) -> UInt64? {
        snapshot.place(id).map { chunk, row in ByteHash.of(chunk.rawLine(row)) }
    }
}
