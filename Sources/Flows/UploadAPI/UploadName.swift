/// What a client may call a file: segments of letters, digits, dots, hyphens and underscores, with the suffix of a kind that is taken.
struct UploadName: Hashable, Sendable {
    enum Kind: String, Sendable {
        case csv, image
    }

    let text: String
    let kind: Kind

    private static let kinds: [String: Kind] = [
        "csv": .csv, "png": .image, "jpg": .image, "jpeg": .image, "gif": .image, "webp": .image,
    ]

    init?(_ text: String) {
        guard text.utf8.count <= 200 else { return nil }
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = segments.allSatisfy { segment in
            !segment.isEmpty && segment.utf8.first != UInt8(ascii: ".")
                && segment.utf8.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                        || "-._".utf8.contains($0)
                }
        }
        guard isPlain, let name = segments.last, let dot = name.lastIndex(of: "."),
            let kind = Self.kinds[name[name.index(after: dot)...].lowercased()]
        else { return nil }
        self.text = text
        self.kind = kind
    }
}
