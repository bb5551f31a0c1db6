import EventModel
import Testing

@testable import Flows

@Suite("Images, before and while they are decoded")
struct ImageHeaderTests {
    private static func error(_ bytes: [UInt8]) -> ErrorInfo? {
        do {
            let header = try ImageHeader(bytes, key: "a/b")
            _ = try Picture(bytes, header, key: "a/b")
            return nil
        } catch { return error as? ErrorInfo }
    }

    private static let encodings: [(Picture.Encoding, ImageFormat)] = [
        (.png, .png), (.jpeg(quality: 85), .jpeg), (.gif, .gif), (.webp, .webp),
    ]

    private static func sample(_ encoding: Picture.Encoding, width: Int = 120, height: Int = 45) throws -> [UInt8] {
        let picture = try Picture(width: width, height: height, Picture.Colour(red: 20, green: 140, blue: 220))
        for n in 0..<8 {
            picture.ellipse(
                x: n * 15,
                y: 20,
                width: 14,
                height: 30,
                Picture.Colour(red: n * 30, green: 200 - n * 20, blue: 90)
            )
        }
        return try picture.encoded(as: encoding)
    }

    @Test(arguments: [0, 1, 2, 3]) func everyFormatSaysHowLargeItIs(index: Int) throws {
        let (encoding, format) = Self.encodings[index]
        let bytes = try Self.sample(encoding)
        let header = try ImageHeader(bytes, key: "k")
        #expect(header.format == format && header.width == 120 && header.height == 45)
        let picture = try Picture(bytes, header, key: "k")
        #expect(picture.width == 120 && picture.height == 45)
    }

    /// Whatever is cut off is refused, wherever the cut is, and nothing crashes.
    @Test(arguments: [0, 1, 2, 3]) func whatIsCutOffIsCorrupt(index: Int) throws {
        let bytes = try Self.sample(Self.encodings[index].0)
        for length in stride(from: 12, to: bytes.count - 12, by: 7) {
            let error = Self.error(Array(bytes.prefix(length)))
            #expect(
                error?.type == "CorruptImage",
                "\(Self.encodings[index].1) cut at \(length) of \(bytes.count): \(error as Any)"
            )
        }
        #expect(Self.error([])?.type == "EmptyImage")
    }

    /// Any byte may be wrong: an image comes out, or one of the errors.
    @Test(arguments: [0, 1, 2, 3]) func damageNeverCrashes(index: Int) throws {
        let bytes = try Self.sample(Self.encodings[index].0, width: 60, height: 40)
        var random = SeededRandom(seed: 7)
        let known = ["CorruptImage", "UnsupportedImage", "ImageTooLarge", "EmptyImage", "ImageFailed"]
        for _ in 0..<400 {
            var damaged = bytes
            for _ in 0..<random.whole(1...4) {
                damaged[random.whole(0...(bytes.count - 1))] = UInt8(random.whole(0...255))
            }
            if let error = Self.error(damaged) { #expect(known.contains(error.type), "\(error)") }
        }
    }

    @Test func aBombIsRefusedBeforeItIsDecoded() {
        let error = Self.error(SampleImage.png(width: 60_000, height: 50_000))
        #expect(error?.type == "ImageTooLarge")
        #expect(error?.message.contains("60000 × 50000") == true && error?.message.contains("24000000") == true)
        // Each side is within its bound, the product is not; and the other way round.
        #expect(Self.error(SampleImage.png(width: 16_000, height: 16_000))?.type == "ImageTooLarge")
        #expect(Self.error(SampleImage.png(width: 20_000, height: 1))?.type == "ImageTooLarge")
        #expect(Self.error(SampleImage.png(width: 0xFFFF_FFFF, height: 0xFFFF_FFFF))?.type == "ImageTooLarge")
        // A GIF's first image may be larger than its screen.
        let gif: [UInt8] =
            Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0] + [
                0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 1, 0, 0, 0x3B,
            ]
        #expect(Self.error(gif)?.type == "ImageTooLarge")
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0]
        #expect(Self.error(jpeg)?.type == "ImageTooLarge")
    }

    @Test func withoutPixelsItIsEmpty() {
        #expect(Self.error(SampleImage.png(width: 0, height: 10))?.type == "EmptyImage")
        #expect(Self.error(SampleImage.png(width: 10, height: 0))?.type == "EmptyImage")
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 0, 0, 10, 1, 1, 0x11, 0]
        #expect(Self.error(jpeg)?.type == "EmptyImage")
    }

    @Test func whatIsNoImageSaysWhatItIs() throws {
        let bmp = Self.error(try Self.sample(.bmp))
        #expect(bmp?.type == "UnsupportedImage" && bmp?.message.contains("a BMP") == true)
        let text = Self.error(Array("hello, I am no image".utf8))
        #expect(text?.type == "UnsupportedImage" && text?.message.contains("text") == true)
        #expect(Self.error([0, 1, 2, 3])?.type == "UnsupportedImage")
        // A name and an end prove nothing, nor does the beginning of a magic number.
        #expect(Self.error([0x89, 0x50, 0x4E, 0x47])?.type == "UnsupportedImage")
        let webp: [UInt8] = Array("RIFF\u{20}\0\0\0WEBPVP8X\u{0A}\0\0\0".utf8) + [2, 0, 0, 0, 9, 0, 0, 9, 0, 0]
        #expect(Self.error(webp)?.type == "UnsupportedImage", "an animation")
    }

    @Test func aFileThatIsTooLargeIsNotReadAtAll() {
        let error = Self.error([UInt8](repeating: 0xFF, count: ImageLimits.bytes + 1))
        #expect(error?.type == "ImageFileTooLarge")
    }

    @Test func theAspectRatioIsKeptAndNothingIsEnlarged() throws {
        func size(_ width: Int, _ height: Int) throws -> [Int] {
            let small = try Picture(width: width, height: height, .white).fitted(inside: 128)
            return [small.width, small.height]
        }
        #expect(try size(640, 320) == [128, 64])
        #expect(try size(300, 900) == [43, 128])
        #expect(try size(128, 128) == [128, 128])
        #expect(try size(100, 40) == [100, 40])
        #expect(try size(5_000, 1) == [128, 1])
    }

    @Test func transparencyBecomesWhite() throws {
        // A GIF of one transparent pixel.
        let gif: [UInt8] =
            Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0] + [0x21, 0xF9, 4, 1, 0, 0, 0, 0]
            + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
        let picture = try Picture(gif, ImageHeader(gif, key: "k"), key: "k")
        let small = try picture.fitted(inside: 128)
        #expect(small.colour(x: 0, y: 0) == .white)
    }

    @Test func theWatermarkIsAtTheLowerEdge() throws {
        let blue = Picture.Colour(red: 0, green: 0, blue: 255)
        let picture = try Picture(width: 200, height: 100, blue)
        picture.mark("PROCESSED")
        #expect(picture.colour(x: 0, y: 0) == blue && picture.colour(x: 199, y: 50) == blue)
        let band = (130..<200).flatMap { x in (85..<100).compactMap { y in picture.colour(x: x, y: y) } }
        #expect(band.contains(.white) && band.contains { $0.blue < 200 && $0.blue > 0 })
        // One that is too small for the word is marked with what there is room for.
        let tiny = try Picture(width: 3, height: 2, blue)
        tiny.mark("PROCESSED")
        #expect(tiny.colour(x: 0, y: 1) != blue)
    }

    @Test func samplesAreTheSameForASeedAndDefectsAreWhatTheySay() throws {
        var first = SeededRandom(seed: 3)
        var second = SeededRandom(seed: 3)
        var formats: Set<String> = []
        for _ in 0..<60 {
            let image = try SampleImage.draw(&first)
            #expect(try SampleImage.draw(&second).bytes == image.bytes)
            #expect(Self.error(image.bytes) == nil)
            formats.insert(image.suffix)
        }
        #expect(formats == ["jpg", "png", "gif", "webp"])
        let types: [SampleImage.Defect: String] = [
            .cutOff: "CorruptImage", .huge: "ImageTooLarge", .unsupported: "UnsupportedImage", .empty: "EmptyImage",
            .text: "UnsupportedImage",
        ]
        for defect in SampleImage.Defect.allCases {
            for _ in 0..<20 { #expect(Self.error(try SampleImage.draw(defect, &first).bytes)?.type == types[defect]) }
        }
    }
}
