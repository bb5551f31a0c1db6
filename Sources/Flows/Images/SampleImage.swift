import CZlib

/// Draws the images of the load generator: small real ones of every format, and such as are wrong in every way that happens.
enum SampleImage {
    /// What is wrong with an image.
    enum Defect: CaseIterable, Sendable {
        case cutOff, huge, unsupported, empty, text
    }

    /// An image, and how its name ends.
    static func draw(_ random: inout SeededRandom) throws -> (bytes: [UInt8], suffix: String) {
        let picture = try picture(&random)
        switch random.whole(0...9) {
        case 0...4: return (try picture.encoded(as: .jpeg(quality: 80)), "jpg")
        case 5...7: return (try picture.encoded(as: .png), "png")
        case 8: return (try picture.encoded(as: .gif), "gif")
        default: return (try picture.encoded(as: .webp), "webp")
        }
    }

    /// One that cannot be processed, however often it is tried.
    static func draw(_ defect: Defect, _ random: inout SeededRandom) throws -> (bytes: [UInt8], suffix: String) {
        switch defect {
        case .cutOff:
            let image = try draw(&random)
            return (Array(image.bytes.prefix(image.bytes.count * 2 / 3)), image.suffix)
        case .huge: return (png(width: 20_000 + random.whole(0...40_000), height: 50_000), "png")
        case .unsupported: return (try picture(&random).encoded(as: .bmp), "bmp")
        case .empty: return (png(width: 0, height: random.whole(1...900)), "png")
        case .text: return (Array("<html><title>404 Not Found</title><p>\(random.hex(8))\n".utf8), "jpg")
        }
    }

    private static func picture(_ random: inout SeededRandom) throws -> Picture {
        func colour() -> Picture.Colour {
            let draw = random.next()
            return Picture.Colour(red: Int(draw & 0xFF), green: Int(draw >> 8 & 0xFF), blue: Int(draw >> 16 & 0xFF))
        }
        let (width, height) = (random.whole(60...420), random.whole(60...320))
        let picture = try Picture(width: width, height: height, colour())
        for _ in 0..<random.whole(3...12) {
            picture.ellipse(
                x: random.whole(0...width),
                y: random.whole(0...height),
                width: random.whole(10...width),
                height: random.whole(10...height),
                colour()
            )
        }
        return picture
    }

    /// A PNG that declares a size, with the right checksums and next to no data: whoever decodes it first runs out of memory.
    static func png(width: Int, height: Int) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
        func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
            let body = Array(name.utf8) + data
            let sum = body.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
            return number(data.count) + body + number(Int(sum))
        }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", number(width) + number(height) + [8, 2, 0, 0, 0])
            + chunk("IDAT", [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]) + chunk("IEND", [])
    }
}
