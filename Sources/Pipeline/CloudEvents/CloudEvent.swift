package import EventModel

/// A CloudEvent as other systems write it: 1.0 (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md), and 0.3,
/// which is read as if it were 1.0.
package struct CloudEvent: Hashable, Sendable {
    package enum Data: Hashable, Sendable {
        case none
        /// As the event's JSON has it: with a content type that is not JSON, a string that is the data itself.
        case json(JSON)
        /// Base64 text.
        case base64(String)
    }
    /// An attribute that the specification does not define.
    package struct Extension: Hashable, Sendable {
        package var name: String
        /// A string, a boolean or an integer of 32 bits.
        package var value: JSON
        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// `1.0` or `0.3`.
    package var specversion = "1.0"
    package var id: String
    /// A URI reference.
    package var source: String
    package var type: String
    /// RFC 3339, as it was written.
    package var time: String?
    package var subject: String?
    package var dataContentType: String?
    /// A URI.
    package var dataSchema: String?
    package var extensions: [Extension] = []
    package var data = Data.none

    package init(id: String, source: String, type: String) {
        self.id = id
        self.source = source
        self.type = type
    }

    /// The value of an extension; nil if it has none of that name.
    package subscript(name: String) -> JSON? { extensions.first { $0.name == name }?.value }
}

/// Why something is no CloudEvent, and which attribute is at fault.
package struct CloudEventError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nil where it is none as a whole.
    package var attribute: String?
    package var reason: String
    package init(_ attribute: String?, _ reason: String) {
        self.attribute = attribute
        self.reason = reason
    }
    package var description: String {
        attribute.map { "CloudEvent attribute '\($0)' \(reason)" } ?? "CloudEvent \(reason)"
    }
}
