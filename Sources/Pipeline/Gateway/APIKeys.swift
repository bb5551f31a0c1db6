import Crypto

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The keys that requests may carry in `x-api-key`. Only their hashes are kept.
package struct APIKeys: Sendable {
    /// What is wrong with a list of keys; it never says a key.
    package struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    private struct Key: Sendable {
        var name: String
        var hash: [UInt8]
    }
    private let keys: [Key]

    package var count: Int { keys.count }

    /// Reads keys, one a line: `KEY`, or `NAME:KEY`, by which telemetry calls it. Empty lines and such as begin with `#` say nothing.
    ///
    /// - Parameter separators: Bytes that end a key beside line ends.
    /// - Throws: ``Mistake`` that names the line: a key has 16 to 128 letters, digits and `-._~+/=`.
    package init(_ text: String, separators: [UInt8] = []) throws(Mistake) {
        var keys: [Key] = []
        let lines = text.utf8.split(omittingEmptySubsequences: false) { $0 == 0x0A || separators.contains($0) }
        for (i, line) in lines.enumerated() {
            var line = Array(line)[...]
            while let last = line.last, last == 0x20 || last == 0x09 || last == 0x0D { line.removeLast() }
            while let first = line.first, first == 0x20 || first == 0x09 { line.removeFirst() }
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            let place = separators.isEmpty ? "line \(i + 1)" : "key \(i + 1)"
            var name = "key \(keys.count + 1)"
            var key = Array(line)
            if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                name = String(decoding: Array(line[..<colon]), as: UTF8.self)
                key = Array(line[line.index(after: colon)...])
                guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy({ Self.isAllowed($0, "-._") }) else {
                    throw Mistake(
                        description: "\(place): a name has 1 to 64 letters, digits, dots, hyphens and underscores"
                    )
                }
            }
            guard (16...128).contains(key.count), key.allSatisfy({ Self.isAllowed($0, "-._~+/=") }) else {
                throw Mistake(
                    description:
                        "\(place): a key has 16 to 128 letters, digits and -._~+/=, and this one \(key.count) bytes"
                )
            }
            let hash = Self.hash(key)
            if keys.contains(where: { $0.name == name }) {
                throw Mistake(description: "\(place): the name \(name) stands twice")
            }
            if keys.contains(where: { $0.hash == hash }) {
                throw Mistake(description: "\(place): the key stands twice")
            }
            keys.append(Key(name: name, hash: hash))
        }
        if keys.isEmpty { throw Mistake(description: "there is no key in it") }
        self.keys = keys
    }

    /// Reads a file that nobody else may read.
    ///
    /// - Throws: ``Mistake`` that names the file.
    package init(file path: String) throws(Mistake) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw Mistake(description: "\(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Mistake(description: "\(path): is no regular file")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw Mistake(description: "\(path): others may read or write it (mode \(mode)); chmod 600 it")
        }
        guard status.st_size <= 1 << 20 else { throw Mistake(description: "\(path): is larger than 1 MB") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var got = 0
        while got < bytes.count {
            let n = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + got, $0.count - got) }
            if n <= 0 { break }
            got += n
        }
        guard let text = String(validating: bytes.prefix(got), as: UTF8.self) else {
            throw Mistake(description: "\(path): is not UTF-8")
        }
        do {
            try self.init(text)
        } catch {
            throw Mistake(description: "\(path): \(error)")
        }
    }

    /// The name of the key that this is; nil if it is none. Takes the same time for every key of one length, and whichever it is.
    package func name(of presented: String) -> String? {
        // What is longer than any key is not even hashed.
        guard presented.utf8.count <= 128 else { return nil }
        let hash = Self.hash(Array(presented.utf8))
        var found = -1
        for (i, key) in keys.enumerated() {
            var difference: UInt8 = 0
            for (a, b) in zip(key.hash, hash) { difference |= a ^ b }
            found = difference == 0 ? i : found
        }
        return found < 0 ? nil : keys[found].name
    }

    private static func hash(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    private static func isAllowed(_ byte: UInt8, _ others: StaticString) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || others.withUTF8Buffer { $0.contains(byte) }
    }
}
