import EventModel

/// What is read of a PDF: the strings that its pages show, where they are not packed, its title and its keywords.
struct PDFText: Sendable {
    var title: String
    var keywords: String
    var lines: [String]

    /// - Throws: ``ErrorInfo`` `InvalidDocument` that names the file and what is wrong with it.
    init(_ bytes: [UInt8], key: String) throws {
        guard bytes.starts(with: "%PDF-".utf8) else {
            throw failure("InvalidDocument", "'\(key)' does not begin as a PDF")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.suffix(64).contains("%%EOF") else { throw failure("InvalidDocument", "'\(key)' is cut off") }
        title = Self.strings(text, before: ")", after: "/Title (").first ?? ""
        keywords = Self.strings(text, before: ")", after: "/Keywords (").first ?? ""
        lines = Self.strings(text, before: ") Tj", after: "(").filter { !$0.contains("/") }
        if lines.isEmpty { throw failure("InvalidDocument", "'\(key)' has no text that can be read") }
    }

    /// What stands between two marks, one after the other, each within a line.
    private static func strings(_ text: String, before end: String, after start: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let from = line.firstRange(of: start), let to = line[from.upperBound...].firstRange(of: end) else {
                return nil
            }
            return String(line[from.upperBound..<to.lowerBound])
        }
    }
}
