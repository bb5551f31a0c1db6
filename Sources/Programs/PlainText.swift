/// Text out of bytes that anybody may have written.
enum PlainText {
    /// UTF-8 as far as it is; control characters as `\u{1B}`, so that none reaches a terminal by way of a message.
    static func visible(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar != "\n" && scalar != "\t", .format, .lineSeparator, .paragraphSeparator:
                text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// Some bytes around a place, in quotes.
    static func excerpt(_ bytes: [UInt8], around offset: Int) -> String {
        let start = max(0, min(offset, bytes.count) - 20)
        let end = min(bytes.count, start + 60)
        return (start > 0 ? "…" : "") + "'\(visible(bytes[start..<end]))'" + (end < bytes.count ? "…" : "")
    }

    /// An environment ends at a zero byte.
    @Sendable static func withoutZeroBytes(_ text: String) -> String { text.filter { $0 != "\0" } }
}
