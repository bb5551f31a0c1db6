import EventModel

/// The HTTP binding (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md).
extension CloudEvent {
    /// Reads the events of a request, which its content type tells: a batch, one structured event, or one whose attributes stand in
    /// the headers `ce-…`.
    ///
    /// - Parameter headers: names in any case.
    /// - Throws: ``CloudEventError``.
    package static func events(headers: [(name: String, value: String)], body: [UInt8]) throws(CloudEventError)
        -> [CloudEvent]
    {
        let contentType = headers.first { $0.name.lowercased() == "content-type" }?.value
        let mediaType = contentType.map(Self.mediaType) ?? ""
        guard mediaType.hasPrefix("application/cloudevents") else {
            return [try CloudEvent(binary: headers, contentType: contentType, mediaType: mediaType, body: body)]
        }
        let isBatch = mediaType.hasPrefix("application/cloudevents-batch")
        guard mediaType == (isBatch ? "application/cloudevents-batch+json" : "application/cloudevents+json") else {
            throw CloudEventError(nil, "is in a format that is not read: \(mediaType.prefix(80))")
        }
        let json: JSON
        do throws(JSON.ParseError) {
            json = try JSON(parsing: body)
        } catch {
            throw CloudEventError(nil, "is \(error)")
        }
        return isBatch ? try batch(json) : [try CloudEvent(json: json)]
    }

    private static func mediaType(_ contentType: String) -> String {
        contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
    }

    private init(
        binary headers: [(name: String, value: String)],
        contentType: String?,
        mediaType: String,
        body: [UInt8]
    ) throws(CloudEventError) {
        var object = JSON.Object()
        for header in headers where header.name.lowercased().hasPrefix("ce-") {
            let name = String(header.name.lowercased().dropFirst(3))
            guard let value = Self.decoded(header.value) else {
                throw CloudEventError(name, "has an escape that is not UTF-8")
            }
            object[name] = .string(value)
        }
        // The data is the body's, whatever a header says.
        object["data"] = nil
        object["data_base64"] = nil
        if let contentType { object["datacontenttype"] = .string(contentType) }
        try self.init(json: .object(object))
        if body.isEmpty { return }
        if mediaType == "application/json" || mediaType.hasSuffix("+json") || mediaType.isEmpty,
            let value = try? JSON(parsing: body)
        {
            data = .json(value)
        } else if mediaType.hasPrefix("text/") || mediaType.hasSuffix("xml"),
            let text = String(validating: body, as: UTF8.self)
        {
            data = .json(.string(text))
        } else {
            data = .base64(base64(body))
        }
    }

    /// A header's value: out of its quotes, then without its escapes; nil if they are no UTF-8.
    private static func decoded(_ value: String) -> String? {
        var bytes = Array(value.utf8)[...]
        if bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") {
            var plain: [UInt8] = []
            bytes = bytes.dropFirst().dropLast()
            while let byte = bytes.popFirst() {
                plain.append(byte == UInt8(ascii: "\\") ? bytes.popFirst() ?? byte : byte)
            }
            bytes = plain[...]
        }
        var out: [UInt8] = []
        while let byte = bytes.popFirst() {
            let digits = bytes.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                out.append(value)
                bytes = bytes.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(validating: out, as: UTF8.self)
    }
}
