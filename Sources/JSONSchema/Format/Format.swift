/// A format that is checked (https://json-schema.org/draft-07/draft-handrews-json-schema-validation-01#section-7.3). Any other
/// name means nothing, as the specification has it.
enum Format: String, Sendable {
    case dateTime = "date-time"
    case date, time, duration, email
    case idnEmail = "idn-email"
    case hostname
    case idnHostname = "idn-hostname"
    case ipv4, ipv6, uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uriTemplate = "uri-template"
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex, uuid

    func accepts(_ text: String) -> Bool {
        switch self {
        case .dateTime: CalendarText.isDateTime(text)
        case .date: CalendarText.isDate(Array(text.utf8)[...])
        case .time: CalendarText.isTime(Array(text.utf8)[...])
        case .duration: CalendarText.isDuration(text)
        case .email: MailAddress.isValid(text, international: false)
        case .idnEmail: MailAddress.isValid(text, international: true)
        case .hostname: HostName.isValid(text)
        case .idnHostname: InternationalName.isValid(text)
        case .ipv4: InternetAddress.isVersion4(Array(text.utf8)[...])
        case .ipv6: InternetAddress.isVersion6(Array(text.utf8)[...])
        case .uri: URIText.isValid(text, relative: false, international: false)
        case .uriReference: URIText.isValid(text, relative: true, international: false)
        case .iri: URIText.isValid(text, relative: false, international: true)
        case .iriReference: URIText.isValid(text, relative: true, international: true)
        case .uriTemplate: URITemplateText.isValid(text)
        case .jsonPointer: JSONPointer(text) != nil
        case .relativeJSONPointer: Self.isRelativePointer(text)
        case .regex: (try? ECMAPattern(text, strict: true)) != nil
        case .uuid: Self.isUUID(Array(text.utf8))
        }
    }

    /// What a text in this format is called.
    var noun: String {
        switch self {
        case .dateTime: "a date and time such as 2026-11-21T01:24:31Z"
        case .date: "a date such as 2026-11-21"
        case .time: "a time with its offset such as 01:24:31Z"
        case .duration: "a duration such as P1DT2H"
        case .email, .idnEmail: "an e-mail address"
        case .hostname, .idnHostname: "a host name"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .uri: "a URI"
        case .uriReference: "a URI reference"
        case .iri: "an IRI"
        case .iriReference: "an IRI reference"
        case .uriTemplate: "a URI template"
        case .jsonPointer: "a JSON pointer"
        case .relativeJSONPointer: "a relative JSON pointer"
        case .regex: "a regular expression"
        case .uuid: "a UUID"
        }
    }

    /// https://datatracker.ietf.org/doc/html/draft-handrews-relative-json-pointer-01: levels up, then a pointer or `#`.
    private static func isRelativePointer(_ text: String) -> Bool {
        let digits = text.utf8.prefix { $0 >= 48 && $0 <= 57 }
        guard let first = digits.first, first != 48 || digits.count == 1 else { return false }
        let rest = text.utf8.dropFirst(digits.count)
        return rest.elementsEqual("#".utf8) || JSONPointer(String(decoding: rest, as: UTF8.self)) != nil
    }

    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        bytes.count == 36
            && bytes.enumerated().allSatisfy { n, byte in
                [8, 13, 18, 23].contains(n) ? byte == UInt8(ascii: "-") : URIText.isHexDigit(byte)
            }
    }
}
