import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The key with which payloads are encrypted where they lie: bodies of messages, events and records on their way, items, objects,
/// inputs and outputs of executions. AES-256-GCM (NIST SP 800-38D), each value with a nonce of its own.
///
/// Names, ids, times, errors and telemetry stay readable: they are what an operator works with.
package struct PayloadKey: Sendable {
    /// The key that the journal's transactions work with; nil: payloads lie open.
    @TaskLocal static var current: PayloadKey?

    private let key: SymmetricKey
    /// Tells keys apart without telling the key: the first 8 hexadecimal digits of its SHA-256.
    package let id: String

    /// - Throws: ``JournalError`` `key` where it is not 32 bytes in hexadecimal or base64.
    package init(_ text: String) throws(JournalError) {
        let text = text.trimming
        guard let bytes = Self.bytes(hexadecimal: text) ?? Data(base64Encoded: text).map({ [UInt8]($0) }),
            bytes.count == 32
        else {
            throw JournalError(
                .key,
                "an encryption key is 32 bytes, as 64 hexadecimal digits or in base64 (openssl rand -hex 32)"
            )
        }
        key = SymmetricKey(data: bytes)
        id = SHA256.hash(data: bytes).prefix(4).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
            .joined()
    }

    /// The key that the environment gives: `TAILRACE_ENCRYPTION_KEY` itself, or `TAILRACE_ENCRYPTION_KEY_FILE` the file that it is in. Nil if
    /// it gives none.
    ///
    /// - Throws: ``JournalError`` `key`, naming the variable, or the file.
    package static func ofEnvironment() throws(JournalError) -> PayloadKey? {
        func value(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        if let text = value("TAILRACE_ENCRYPTION_KEY") {
            do { return try PayloadKey(text) } catch {
                throw JournalError(.key, "TAILRACE_ENCRYPTION_KEY: \(error.message)")
            }
        }
        guard let path = value("TAILRACE_ENCRYPTION_KEY_FILE") else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw JournalError(.key, "TAILRACE_ENCRYPTION_KEY_FILE: cannot read \(path)")
        }
        do { return try PayloadKey(text) } catch {
            throw JournalError(.key, "TAILRACE_ENCRYPTION_KEY_FILE: \(path): \(error.message)")
        }
    }

    /// What every encrypted value begins with: no text does.
    static let mark: [UInt8] = [0x00, 0x54, 0x52, 0x01]

    /// - Throws: What the cryptography throws.
    package func seal(_ bytes: [UInt8]) throws -> [UInt8] {
        guard let sealed = try AES.GCM.seal(bytes, using: key, authenticating: Self.mark).combined else { return [] }
        return Self.mark + sealed
    }

    /// What ``seal(_:)`` made of bytes back; bytes that are not encrypted as they are.
    ///
    /// - Throws: ``JournalError`` `corrupt` where it was changed, or encrypted with another key.
    package func open(_ bytes: [UInt8]) throws(JournalError) -> [UInt8] {
        guard bytes.starts(with: Self.mark) else { return bytes }
        do {
            let box = try AES.GCM.SealedBox(combined: bytes.dropFirst(Self.mark.count))
            return [UInt8](try AES.GCM.open(box, using: key, authenticating: Self.mark))
        } catch {
            throw JournalError(
                .corrupt,
                "an encrypted payload cannot be read with the key \(id): it is damaged, or of another key"
            )
        }
    }

    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for i in stride(from: 0, to: 64, by: 2) {
            guard let byte = UInt8(String(decoding: digits[i...i + 1], as: UTF8.self), radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}

extension String {
    fileprivate var trimming: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
