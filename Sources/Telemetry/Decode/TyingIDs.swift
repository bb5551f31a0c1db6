/// The ids by which a line can belong to a flow, as they stand in it: its correlation id, its trace id, and the id of the
/// request it belongs to.
package enum TyingIDs {
    /// A shorter request id is one of a kind within its process at best, and ties nothing.
    private static let shortestRequest = 8

    /// Nil if the line is no JSON object.
    package static func of(_ line: [UInt8]) -> [String]? {
        let padded = line + repeatElement(0, count: LineDecoder.padding)
        return padded.withUnsafeBufferPointer { padded in
            DecoderPool.shared.with { decoder in
                guard decoder.decode(UnsafeBufferPointer(rebasing: padded[..<line.count])) else { return nil }
                var ids: [String] = []
                for field in [RecordField.correlation, .trace, .request] {
                    guard let id = decoder.text(field), !id.isEmpty else { continue }
                    if field == .request, id.utf8.count < shortestRequest { continue }
                    ids.append(id)
                }
                return ids
            }
        }
    }
}
