import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where the documents are that a schema refers to: files by their own address, http addresses in a folder, nothing on the net.
struct SchemaFolder {
    /// Nil: http addresses are not answered.
    var remotes: String?

    /// `file:///…` for a path.
    static func address(of path: String) -> String {
        guard path != "-" else { return "" }
        var text = "file://"
        let absolute = path.hasPrefix("/") ? path : (getcwd(nil, 0).map { String(owned: $0) + "/" } ?? "/") + path
        for byte in absolute.utf8 {
            let isPlain =
                (97...122).contains(byte | 0x20) || (48...57).contains(byte) || "/-._~".utf8.contains(byte)
            if isPlain, byte < 128 {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }

    /// The folder `remotes` beside a suite's file, or beside a folder it is in.
    static func besides(_ file: String) -> String? {
        var folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        while true {
            let place = (folder + ["remotes"]).joined(separator: "/")
            if access(place, R_OK) == 0 { return place }
            if folder.isEmpty { return nil }
            folder = folder.dropLast()
        }
    }

    /// The document at an address; nil if there is none here.
    func document(_ address: String) throws -> JSON? {
        let file = "file://"
        if address.hasPrefix(file) { return try Self.read(Self.path(String(address.dropFirst(file.count)))) }
        guard let remotes, address.hasPrefix("http://") || address.hasPrefix("https://") else { return nil }
        let parts = address.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3).map(String.init)
        // Dots were taken out when the address was resolved; none may come back by an escape.
        guard !parts.contains("..") else { return nil }
        return try Self.read(remotes + "/" + parts.joined(separator: "/"))
    }

    private static func read(_ path: String) throws -> JSON? {
        // A nil in a conditional expression would be JSON's null.
        guard access(path, R_OK) == 0 else { return nil }
        return try JSON(parsing: try WholeFile.bytes(path))
    }

    private static func path(_ escaped: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(escaped.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// Takes a C string over, and frees it.
    fileprivate init(owned text: UnsafeMutablePointer<CChar>) {
        self = String(cString: text)
        free(text)
    }
}
