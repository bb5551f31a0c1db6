/// The cause of a death, as far as its error tells: what makes two dead letters belong to one group.
package struct Fingerprint: Hashable, Sendable {
    /// 12 hexadecimal digits of a stable hash of the error's type, its normalised message, the innermost frame of its stack and
    /// the version of the function that failed, as far as they are known.
    package let id: String
    /// `TYPE: normalised message`; the reason for dead letters without an error.
    package let error: String

    package init(_ letter: DeadLetter) {
        self.init(error: letter.error, reason: letter.reason, version: letter.version)
    }

    /// - Parameters:
    ///   - reason: stands for the type where there is no error.
    ///   - version: of the function that failed; nil where it is not known.
    package init(error: ErrorInfo?, reason: String, version: String? = nil) {
        let type = String((error?.type ?? reason).prefix(128))
        let message = error.map { NormalisedMessage.text($0.message) } ?? ""
        var hash = StableHash()
        hash.add(type)
        hash.add(message)
        // Nothing is added for what is not known, so that ids which people keep in scripts stay what they were.
        if let frame = Fingerprint.topFrame(error?.stack) { hash.add(frame) }
        if let version { hash.add("version " + version) }
        id = hash.hex(digits: 12)
        self.error = message.isEmpty ? type : "\(type): \(message)"
    }

    /// The innermost frame, with line numbers and addresses normalised: they change with every build.
    static func topFrame(_ stack: String?) -> String? {
        guard let line = stack?.split(whereSeparator: \.isNewline).first(where: { !$0.allSatisfy(\.isWhitespace) })
        else {
            return nil
        }
        return NormalisedMessage.text(String(line))
    }
}
