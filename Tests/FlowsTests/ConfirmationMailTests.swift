import EventModel
import Foundation
import Testing

@testable import Flows

@Suite("The shop's mail")
struct ConfirmationMailTests {
    private static func text(_ order: Order, to address: String = "a@b.example") throws -> String {
        let mail = try ConfirmationMail(order, to: address, .bundled, at: Timestamp(seconds: 1_795_781_045))
        return String(decoding: mail.bytes, as: UTF8.self)
    }

    @Test func saysWhatWasOrdered() throws {
        let parts = try Self.text(.sample()).components(separatedBy: "\r\n\r\n")
        #expect(parts[0].contains("\r\nTo: =?utf-8?B?Wm/DqyBNYXJ0aW4=?= <a@b.example>\r\n"))
        #expect(parts[0].contains("\r\nDate: 27 Nov 2026 12:04:05 +0000\r\n"))
        #expect(parts[1] == "Thank you for your order, Zoë Martin.")
        #expect(parts[2] == "2 x Clay teapot, 0.9 l  96.00\r\nTotal  96.00 EUR\r\n")
    }

    /// What an event says can end no header, add none, and bring no control characters.
    @Test func nothingOfAnOrderLeavesItsPlace() throws {
        var order = Order.sample("x\r\nBcc: all@b.example")
        order.customer = [
            "name": .string("A\r\nBcc: all@b.example\r\n\r\n\u{1B}[2J" + String(repeating: "é", count: 300))
        ]
        order.currency = "EUR\r\nBcc: me"
        let text = try Self.text(order)
        #expect(!text.contains("\nBcc:") && !text.contains("\u{1B}"))
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { !$0.contains("\n") && !$0.contains("\r") })
        let head = try #require(text.components(separatedBy: "\r\n\r\n").first).components(separatedBy: "\r\n")
        #expect(head.allSatisfy { $0.utf8.count <= 78 || $0.hasPrefix("Message-ID") }, "\(head)")
    }

    @Test(arguments: [
        "", "a", "a@b@c", "a@b\r\nBcc: x@y", "a@b>", "a b@c", "é@b.example", String(repeating: "a", count: 300) + "@b",
    ])
    func anAddressThatIsNoneIsRefused(address: String) {
        let error = #expect(throws: ErrorInfo.self) { try Self.text(.sample(), to: address) }
        #expect(error?.type == "InvalidAddress")
    }

    @Test func theOutboxKeepsToItsFolder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tailrace-outbox-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outbox = Outbox(folder: folder)
        for text in ["one", "two"] { #expect(try outbox.put(Array(text.utf8), name: "a-1.eml") == "\(folder)/a-1.eml") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a-1.eml"])
        #expect(try String(contentsOfFile: "\(folder)/a-1.eml", encoding: .utf8) == "two")
        for name in ["", "..", ".x", "a/b", "../a", "a\0b", "é", String(repeating: "a", count: 300)] {
            let error = #expect(throws: ErrorInfo.self) { _ = try outbox.put([], name: name) }
            #expect(error?.type == "InvalidName")
        }
        let blocked = Outbox(folder: "\(folder)/a-1.eml")
        let error = #expect(throws: ErrorInfo.self) { _ = try blocked.put([], name: "b.eml") }
        #expect(error?.type == "OutboxFailed")
    }
}
