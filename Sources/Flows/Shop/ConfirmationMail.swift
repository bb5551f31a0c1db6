import EventModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The confirmation of an order as a mail (https://www.rfc-editor.org/rfc/rfc5322), its text in UTF-8.
struct ConfirmationMail: Sendable {
    let bytes: [UInt8]

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// - Throws: ``ErrorInfo`` `InvalidAddress` for one that can not stand in a header as it is.
    init(_ order: Order, to address: String, _ catalogue: Catalogue, at now: Timestamp) throws {
        let isPlain = address.utf8.allSatisfy { 0x21...0x7E ~= $0 && !"<>()[],;:\\\"".utf8.contains($0) }
        guard isPlain, address.split(separator: "@", omittingEmptySubsequences: false).count == 2,
            address.utf8.count <= 254
        else { throw failure("InvalidAddress", "the e-mail address of order \(order.id) is none") }
        let name = order.customer["name"]?.string ?? ""
        var lines = [
            "From: Shop <orders@shop.example>",
            "To: \(Self.word(name))\(name.utf8.count + address.utf8.count > 40 ? "\r\n" : "") <\(address)>",
            "Subject: \(Self.word("Your order \(order.id)"))",
            "Date: \(Self.date(now))",
            "Message-ID: <\(Self.hex(order.id))@shop.example>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            "Thank you for your order, \(Self.line(name)).",
            "",
        ]
        for item in order.items {
            let product = catalogue.product(item.sku)?.name ?? item.sku
            lines.append("\(item.quantity) x \(Self.line(product))  \(Order.text(item.quantity * item.price))")
        }
        lines.append("Total  \(order.totalText) \(Self.line(order.currency))")
        bytes = Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// A text in a header, in words of 39 bytes at most, so that lines stay below 76 (https://www.rfc-editor.org/rfc/rfc2047): nothing of it can end the header.
    private static func word(_ text: String) -> String {
        var words: [String] = []
        var part = ""
        for character in text.unicodeScalars {
            if part.utf8.count + 4 > 39 {
                words.append(part)
                part = ""
            }
            part.unicodeScalars.append(character)
        }
        words.append(part)
        return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// A text in one line of the body.
    private static func line(_ text: String) -> String {
        String(text.prefix(200).map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 0x20 } ? " " : $0 })
    }

    private static func hex(_ text: String) -> String { text.utf8.map { String($0, radix: 16) }.joined() }

    /// `27 Nov 2026 12:04:05 +0000`, of `2026-11-27T12:04:05.000Z`.
    private static func date(_ now: Timestamp) -> String {
        let text = now.rfc3339()
        let parts = text.prefix(10).split(separator: "-")
        let month = parts.count == 3 ? Int(parts[1]) ?? 1 : 1
        return
            "\(parts.last ?? "01") \(months[(month - 1) % 12]) \(parts.first ?? "1970") \(text.dropFirst(11).prefix(8)) +0000"
    }
}
