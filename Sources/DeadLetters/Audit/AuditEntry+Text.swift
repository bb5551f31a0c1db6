import Crypto
import EventModel

extension AuditEntry {
    /// What stands before the first entry.
    static let origin = String(repeating: "0", count: 64)

    /// The entry as one JSON object; without its hash, the text that the hash is taken over.
    func json(withHash: Bool) -> JSON {
        var members: [JSON.Member] = [
            .init("seq", .int(seq)),
            .init("at", .string(at.rfc3339())),
            .init("ns", .int(Int(at.nanoseconds))),
            .init("actor", .string(actor)),
            .init("act", .string(act.rawValue)),
            .init("task", .string(task)),
            .init("queue", .string(queue)),
            .init("reason", reason.map(JSON.string) ?? .null),
            .init("selected", .int(selected)),
            .init("detail", .string(detail)),
            .init("outcome", outcome.map(JSON.string) ?? .null),
            .init("prev", .string(prev)),
        ]
        if withHash { members.append(.init("hash", .string(hash))) }
        return .object(JSON.Object(members))
    }

    /// What ``hash`` must be.
    var expectedHash: String { sha256(Array(prev.utf8) + json(withHash: false).utf8) }

    /// Nil if the JSON is not an entry.
    init?(json: JSON) {
        guard let seq = json["seq"]?.integer, let at = json["ns"]?.integer, let actor = json["actor"]?.string,
            let act = json["act"]?.string.flatMap(Act.init(rawValue:)), let task = json["task"]?.string,
            let queue = json["queue"]?.string, let selected = json["selected"]?.integer,
            let detail = json["detail"]?.string, let prev = json["prev"]?.string, let hash = json["hash"]?.string
        else { return nil }
        self.init(
            seq: seq,
            at: Timestamp(nanoseconds: Int64(at)),
            actor: actor,
            act: act,
            task: task,
            queue: queue,
            reason: json["reason"]?.string,
            selected: selected,
            detail: detail,
            outcome: json["outcome"]?.string,
            prev: prev,
            hash: hash
        )
    }
}

/// SHA-256 (FIPS 180-4) in 64 lower-case hexadecimal digits.
package func sha256(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in SHA256.hash(data: bytes) {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
