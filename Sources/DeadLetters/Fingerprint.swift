package import EventModel

/// The cause of a death, as far as its error tells: what makes two dead letters belong to one group.
package struct Fingerprint: Hashable, Sendable {
    /// 12 hexadecimal digits of a stable hash of the error's type and normalised message.
    package let id: String
    /// `TYPE: normalised message`; the reason for dead letters without an error.
    package let error: String

    package init(_ letter: DeadLetter) {
        let type = String((letter.error?.type ?? letter.reason).prefix(128))
        let message = letter.error.map { NormalisedMessage.text($0.message) } ?? ""
        var hash = StableHash()
        hash.add(type)
        hash.add(message)
        id = hash.hex(digits: 12)
        error = message.isEmpty ? type : "\(type): \(message)"
    }
}
