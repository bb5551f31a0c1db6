package import EventModel
import JSONSchema

/// The JSON form (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
extension CloudEvent {
    /// Reads one event. A member that is null is as if it were not there.
    ///
    /// - Throws: ``CloudEventError``.
    package init(json: JSON) throws(CloudEventError) {
        guard case .object(let object) = json else { throw CloudEventError(nil, "must be an object") }
        let reader = AttributeReader(object: object)
        guard let version = object["specversion"]?.string, version == "1.0" || version == "0.3" else {
            throw CloudEventError("specversion", "must be 1.0 (or 0.3)")
        }
        self.init(
            id: try reader.required("id"),
            source: try reader.required("source", format: "uri-reference"),
            type: try reader.required("type")
        )
        specversion = version
        time = try reader.optional("time", format: "date-time")
        subject = try reader.optional("subject")
        dataContentType = try reader.optional("datacontenttype")
        let isOld = version == "0.3"
        dataSchema = try reader.optional(isOld ? "schemaurl" : "dataschema", format: isOld ? "uri-reference" : "uri")
        for member in object.members where !Self.isDefined(member.name, isOld: isOld) {
            if let value = try AttributeReader.value(member) { extensions.append(Extension(member.name, value)) }
        }
        data = try Self.data(object, isOld: isOld)
    }

    /// Reads the batch form: an array of events.
    package static func batch(_ json: JSON) throws(CloudEventError) -> [CloudEvent] {
        guard case .array(let elements) = json else { throw CloudEventError(nil, "batch must be an array") }
        var events: [CloudEvent] = []
        for (n, element) in elements.enumerated() {
            do throws(CloudEventError) {
                events.append(try CloudEvent(json: element))
            } catch {
                throw CloudEventError(error.attribute, error.reason + " (event \(n + 1) of the batch)")
            }
        }
        return events
    }

    private static func isDefined(_ name: String, isOld: Bool) -> Bool {
        switch name {
        case "specversion", "id", "source", "type", "time", "subject", "datacontenttype", "data", "data_base64": true
        case "schemaurl", "datacontentencoding": isOld
        case "dataschema": !isOld
        default: false
        }
    }

    private static func data(_ object: JSON.Object, isOld: Bool) throws(CloudEventError) -> Data {
        if let encoded = object["data_base64"], encoded != .null {
            guard let text = encoded.string else { throw CloudEventError("data_base64", "must be a string") }
            guard object["data"] == nil else { throw CloudEventError("data_base64", "must not stand beside data") }
            return .base64(text)
        }
        guard let data = object["data"] else { return .none }
        if isOld, object["datacontentencoding"]?.string?.lowercased() == "base64", let text = data.string {
            return .base64(text)
        }
        return .json(data)
    }

    /// The JSON form, always of 1.0.
    package var json: JSON {
        var object = JSON.Object([
            .init("specversion", "1.0"), .init("id", .string(id)), .init("source", .string(source)),
            .init("type", .string(type)),
        ])
        let optional = [
            ("time", time), ("subject", subject), ("datacontenttype", dataContentType), ("dataschema", dataSchema),
        ]
        for (name, value) in optional where value != nil { object[name] = value.map(JSON.string) }
        for attribute in extensions { object[attribute.name] = attribute.value }
        switch data {
        case .none: break
        case .json(let value): object["data"] = value
        case .base64(let text): object["data_base64"] = .string(text)
        }
        return .object(object)
    }
}

/// Reads attributes by the rules of the specification's section "Context Attributes".
private struct AttributeReader {
    let object: JSON.Object

    func required(_ name: String, format: String? = nil) throws(CloudEventError) -> String {
        guard let value = try optional(name, format: format) else { throw CloudEventError(name, "is missing") }
        return value
    }

    func optional(_ name: String, format: String? = nil) throws(CloudEventError) -> String? {
        guard let value = object[name], value != .null else { return nil }
        guard let text = value.string else { throw CloudEventError(name, "must be a string") }
        guard !text.isEmpty else { throw CloudEventError(name, "must not be empty") }
        if let format, !JSONSchema.accepts(text, as: format) {
            throw CloudEventError(name, "must be a \(format), not '\(text.prefix(80))'")
        }
        return text
    }

    /// An extension's value; nil if it is null.
    static func value(_ member: JSON.Member) throws(CloudEventError) -> JSON? {
        let name = member.name
        guard !name.isEmpty, name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) }) else {
            throw CloudEventError(String(name.prefix(80)), "has a name that is not lower-case letters and digits")
        }
        switch member.value {
        case .null: return nil
        case .bool, .string: return member.value
        case .number(let number):
            guard Int32(number.text) != nil else { throw CloudEventError(name, "must be an integer of 32 bits") }
            return member.value
        case .array, .object: throw CloudEventError(name, "must be a string, a boolean or an integer")
        }
    }
}
