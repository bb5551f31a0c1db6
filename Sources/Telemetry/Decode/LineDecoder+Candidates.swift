/// A name in a line that means a field, taken or not.
struct FieldCandidate {
    var use: AliasTable.Use
    /// Its value on the tape.
    var value: Int
}

extension LineDecoder {
    /// Calls `body` with every name in the line that means something, and the names of the objects it stands in, its own
    /// last. Slow beside ``decode(_:)``: for explaining what that did.
    func eachCandidate(_ body: (FieldCandidate, [UnsafeBufferPointer<UInt8>]) -> Void) {
        var path: [UnsafeBufferPointer<UInt8>] = []
        candidates(JSONTape.top, table: 0, &path, body)
    }

    private func candidates(
        _ object: Int,
        table: Int,
        _ path: inout [UnsafeBufferPointer<UInt8>],
        _ body: (FieldCandidate, [UnsafeBufferPointer<UInt8>]) -> Void
    ) {
        tape.members(object) { name, value in
            candidate(name, value, table: table, &path, body)
            return true
        }
    }

    private func candidate(
        _ name: UnsafeBufferPointer<UInt8>,
        _ value: Int,
        table: Int,
        _ path: inout [UnsafeBufferPointer<UInt8>],
        _ body: (FieldCandidate, [UnsafeBufferPointer<UInt8>]) -> Void
    ) {
        guard let meaning = aliases.lookup(name, in: table) else { return }
        path.append(name)
        for use in meaning.pointee.uses { body(FieldCandidate(use: use, value: value), path) }
        let inner = meaning.pointee.inner
        if inner != 0, tape.kind(value) == .object { candidates(value, table: inner, &path, body) }
        if inner != 0, tape.kind(value) == .array, let first = tape.firstObject(value) {
            LineDecoder.members(of: value, first, tape) { candidate($0, $1, table: inner, &path, body) }
        }
        path.removeLast()
    }
}
