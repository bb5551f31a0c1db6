extension DeadLetter {
    /// The body as a member of JSON output: text where it is UTF-8, else base64, and which of the two it is.
    package var encodedBody: (text: String, encoding: String) {
        if let text = String(validating: body, as: UTF8.self) { return (text, "text") }
        return (base64(body), "base64")
    }

    /// The shape of `tailrace dlq show`; dead letters are queried by these names too.
    package var json: JSON {
        func time(_ t: Timestamp?) -> JSON { t.map { .string($0.rfc3339()) } ?? .null }
        let (text, encoding) = encodedBody
        return [
            "id": .string(id),
            "queue": .string(queue),
            "source": .string(source.description),
            "event_type": eventType.map(JSON.string) ?? .null,
            "correlation_id": correlationID.map(JSON.string) ?? .null,
            "reason": .string(reason),
            "error": error?.json ?? .null,
            "receive_count": .int(receiveCount),
            "generation": .int(generation),
            "first_failed": time(firstFailed),
            "died": time(died),
            "expires": time(expires),
            "attempts": .array(
                attempts.map {
                    [
                        "number": .int($0.number), "at": .string($0.at.rfc3339()), "error": $0.error.json,
                        "request_id": $0.requestID.map(JSON.string) ?? .null,
                    ]
                }
            ),
            "attributes": .object(
                JSON.Object(attributes.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
            ),
            "body": .string(text),
            "body_encoding": .string(encoding),
        ]
    }
}

/// Base64 with padding (https://www.rfc-editor.org/rfc/rfc4648#section-4).
package func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for i in stride(from: 0, to: bytes.count, by: 3) {
        let n = min(3, bytes.count - i)
        let word = UInt32(bytes[i]) << 16 | (n > 1 ? UInt32(bytes[i + 1]) << 8 : 0) | (n > 2 ? UInt32(bytes[i + 2]) : 0)
        for k in 0..<4 { out.append(k <= n ? alphabet[Int(word >> UInt32(18 - 6 * k)) & 63] : UInt8(ascii: "=")) }
    }
    return String(decoding: out, as: UTF8.self)
}
