/// A format in which logs are packed, told by the first bytes, whatever the name.
enum Compression: Hashable, Sendable {
    /// https://www.rfc-editor.org/rfc/rfc1952
    case gzip
    /// https://www.rfc-editor.org/rfc/rfc8878
    case zstandard

    /// Bytes that are needed to tell.
    static let magicLength = 4

    /// Nil where the bytes begin like neither.
    init?(_ magic: some Collection<UInt8>) {
        let magic = Array(magic.prefix(Compression.magicLength))
        if magic.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if magic.count == 4, magic.elementsEqual([0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstandard
        } else if magic.count == 4, magic[0] & 0xF0 == 0x50, magic[1...].elementsEqual([0x2A, 0x4D, 0x18]) {
            // A frame that readers pass over; others follow it.
            self = .zstandard
        } else {
            return nil
        }
    }

    /// Whether the byte that a stream begins with leaves it open that it is packed.
    static func mayBegin(with byte: UInt8) -> Bool { byte == 0x1F || byte == 0x28 || byte & 0xF0 == 0x50 }

    /// Whether a name says that the file is packed.
    static func isName(_ name: some StringProtocol) -> Bool { name.hasSuffix(".gz") || name.hasSuffix(".zst") }

    func unpacker() -> any Unpacker {
        switch self {
        case .gzip: GzipUnpacker()
        case .zstandard: ZstandardUnpacker()
        }
    }
}
