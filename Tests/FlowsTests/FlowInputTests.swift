import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("What the bundled flows take, however broken")
struct FlowInputTests {
    @Test func gzipIsWholeOrRefused() throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        let packed = try Gzip.pack(bytes)
        #expect(try Gzip.unpack(packed) == bytes)
        #expect(try Gzip.unpack(Gzip.pack([])) == [])
        for end in stride(from: 0, to: packed.count - 1, by: 997) {
            #expect(throws: ErrorInfo.self) { _ = try Gzip.unpack(Array(packed[..<end])) }
        }
        var damaged = packed
        damaged[packed.count / 2] ^= 0xFF
        #expect(throws: ErrorInfo.self) { _ = try Gzip.unpack(damaged) }
        let bomb = try Gzip.pack([UInt8](repeating: 0, count: Gzip.limit + 1))
        let refused = #expect(throws: ErrorInfo.self) { _ = try Gzip.unpack(bomb) }
        #expect(refused?.message.contains("bytes are packed") == true)
    }

    @Test func aDocumentIsReadWholeOrRefused() throws {
        var random = SeededRandom(seed: 4)
        let document = SamplePDF.draw(6, "tok_visa_1", &random)
        let text = try PDFText(document.bytes, key: document.key)
        #expect(text.keywords == "tok_visa_1" && text.title.hasSuffix(" 7") && (2...6).contains(text.lines.count))
        #expect(text.lines.allSatisfy { $0.contains(", line ") })
        for end in stride(from: 0, to: document.bytes.count - 6, by: 31) {
            #expect(throws: ErrorInfo.self) { _ = try PDFText(Array(document.bytes[..<end]), key: "k") }
        }
        #expect(throws: ErrorInfo.self) { _ = try PDFText([0xFF, 0xFE, 0x00], key: "k") }
    }

    @Test(arguments: ["9223372036854775807", "0", "-1", "1.5", "\"7\"", "1000001"])
    func aQuantityThatNoSumCouldTakeIsRefused(quantity: String) {
        let file = #"{"customer": "c", "rows": [{"sku": "a", "quantity": \#(quantity)}]}"#
        let refused = #expect(throws: ErrorInfo.self) { _ = try IngestBatch(Array(file.utf8), key: "k") }
        #expect(refused?.message.contains("'k' rows[0]") == true)
    }
}
