import Crypto
import EventModel
import Foundation

extension Intrinsic {
    /// Characters that the base64 functions and the hash take at most.
    private static let longest = 10_000

    static func format(_ values: [JSON]) throws(Failure) -> String {
        guard let first = values.first else { throw Failure(reason: "it needs a template") }
        let template = Template(try text(first))
        guard template.places == values.count - 1 else {
            throw Failure(reason: "it has \(values.count - 1) values for \(template.places) {}")
        }
        return template.filled(with: values.dropFirst().map(\.javaText))
    }

    static func base64(_ value: JSON) throws(Failure) -> String {
        Data(try bounded(value).utf8).base64EncodedString()
    }

    static func plain(_ value: JSON) throws(Failure) -> String {
        guard let data = Data(base64Encoded: try bounded(value)) else { throw Failure(reason: "it is not base64") }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Failure(reason: "what the base64 holds is not UTF-8")
        }
        return text
    }

    static func hash(_ value: JSON, _ algorithm: JSON) throws(Failure) -> String {
        let data = Data(try bounded(value).utf8)
        let name = try text(algorithm)
        switch name {
        case "MD5": return hex(Insecure.MD5.hash(data: data))
        case "SHA-1": return hex(Insecure.SHA1.hash(data: data))
        case "SHA-256": return hex(SHA256.hash(data: data))
        case "SHA-384": return hex(SHA384.hash(data: data))
        case "SHA-512": return hex(SHA512.hash(data: data))
        default: throw Failure(reason: "there is no algorithm '\(name)': MD5, SHA-1, SHA-256, SHA-384 or SHA-512")
        }
    }

    /// The parts between any of the characters of `separators`; empty parts are left out.
    static func split(_ value: JSON, _ separators: JSON) throws(Failure) -> JSON {
        let separators = Set(try text(separators).unicodeScalars)
        return .array(
            try text(value).unicodeScalars.split { separators.contains($0) }
                .map { .string(String(String.UnicodeScalarView($0))) }
        )
    }

    private static func bounded(_ value: JSON) throws(Failure) -> String {
        let text = try text(value)
        guard text.utf16.count <= longest else { throw Failure(reason: "it is longer than \(longest) characters") }
        return text
    }

    private static func hex(_ digest: some Sequence<UInt8>) -> String {
        var out: [UInt8] = []
        for byte in digest {
            for nibble in [byte >> 4, byte & 15] { out.append(nibble < 10 ? 48 + nibble : 87 + nibble) }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
