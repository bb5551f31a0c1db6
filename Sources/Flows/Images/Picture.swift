import CGD

/// Pixels, in GD's hands (https://libgd.github.io/manuals/2.3.3).
struct Picture: ~Copyable {
    private let image: gdImagePtr

    /// A colour without transparency, 0 to 255 each.
    struct Colour: Hashable, Sendable {
        var red: Int
        var green: Int
        var blue: Int
        static let white = Colour(red: 255, green: 255, blue: 255)

        /// - Parameter alpha: 0 is opaque, 127 is not there.
        fileprivate func value(alpha: Int = 0) -> Int32 { Int32(alpha << 24 | red << 16 | green << 8 | blue) }
    }

    /// GD says nothing on the terminal from the first use on.
    private static let quiet: Void = tailrace_gd_be_quiet()

    var width: Int { Int(image.pointee.sx) }
    var height: Int { Int(image.pointee.sy) }

    deinit { gdImageDestroy(image) }

    /// A picture of one colour.
    ///
    /// - Throws: ``ErrorInfo`` `ImageFailed` where GD has no memory for it.
    init(width: Int, height: Int, _ colour: Colour) throws {
        _ = Self.quiet
        guard let image = gdImageCreateTrueColor(Int32(width), Int32(height)) else {
            throw failure("ImageFailed", "there is no memory for \(width) × \(height) pixels")
        }
        self.image = image
        gdImageFilledRectangle(image, 0, 0, Int32(width - 1), Int32(height - 1), colour.value())
    }

    /// Decodes a file whose header has been read.
    ///
    /// - Throws: ``ErrorInfo`` `CorruptImage`, also for what is only cut off.
    init(_ bytes: [UInt8], _ header: ImageHeader, key: String) throws {
        _ = Self.quiet
        let image = bytes.withUnsafeBytes { bytes -> gdImagePtr? in
            // GD reads only, though its parameter does not say so.
            let data = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            let size = Int32(bytes.count)
            return switch header.format {
            case .png: tailrace_gd_read_png(data, bytes.count)
            case .jpeg: gdImageCreateFromJpegPtrEx(size, data, 0)  // what libjpeg warns of is an error
            case .gif: gdImageCreateFromGifPtr(size, data)
            case .webp: gdImageCreateFromWebpPtr(size, data)
            }
        }
        guard let image else {
            throw failure(
                "CorruptImage",
                "'\(key)' is cut off or damaged: its \(header.format.rawValue) data cannot be decoded"
            )
        }
        if image.pointee.trueColor == 0, gdImagePaletteToTrueColor(image) == 0 {
            gdImageDestroy(image)
            throw failure("ImageFailed", "there is no memory for the colours of '\(key)'")
        }
        self.image = image
    }

    /// The picture scaled to fit inside a square, its aspect ratio kept; one that fits already keeps its size. What is transparent
    /// becomes white, since JPEG has no transparency.
    func fitted(inside side: Int) throws -> Picture {
        let scale = min(1, Double(side) / Double(max(width, height)))
        let size = (max(1, Int((Double(width) * scale).rounded())), max(1, Int((Double(height) * scale).rounded())))
        let small = try Picture(width: size.0, height: size.1, .white)
        gdImageAlphaBlending(small.image, 1)
        gdImageCopyResampled(
            small.image,
            image,
            0,
            0,
            0,
            0,
            Int32(size.0),
            Int32(size.1),
            Int32(width),
            Int32(height)
        )
        return small
    }

    /// Writes a word on a dark band at the lower edge, to the right; of a picture that is too small for it, what there is room for.
    func mark(_ word: String) {
        let large = gdFontGetMediumBold()
        let letters = Int32(word.utf8.count)
        let needed = (large?.pointee.w ?? 0) * letters + 6
        guard let font = needed <= Int32(width) ? large : gdFontGetTiny() else { return }
        let band = font.pointee.h + 2
        let left = max(0, Int32(width) - font.pointee.w * letters - 3)
        let top = Int32(height) - band
        let black = Colour(red: 0, green: 0, blue: 0)
        gdImageAlphaBlending(image, 1)
        gdImageFilledRectangle(
            image,
            max(0, left - 3),
            top,
            Int32(width - 1),
            Int32(height - 1),
            black.value(alpha: 50)
        )
        var text = Array(word.utf8) + [0]
        gdImageString(image, font, left, top + 1, &text, Colour.white.value())
    }

    /// A filled ellipse: what samples are drawn of.
    func ellipse(x: Int, y: Int, width: Int, height: Int, _ colour: Colour) {
        gdImageFilledEllipse(image, Int32(x), Int32(y), Int32(width), Int32(height), colour.value())
    }

    /// The colour at a place; nil outside.
    func colour(x: Int, y: Int) -> Colour? {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return nil }
        let value = Int(gdImageGetTrueColorPixel(image, Int32(x), Int32(y)))
        return Colour(red: value >> 16 & 0xFF, green: value >> 8 & 0xFF, blue: value & 0xFF)
    }

    /// What a picture is written as.
    enum Encoding: Hashable, Sendable {
        /// 0 to 100.
        case jpeg(quality: Int)
        case png, gif, webp, bmp
    }

    /// The picture as a file.
    ///
    /// - Throws: ``ErrorInfo`` `ImageFailed`.
    func encoded(as encoding: Encoding) throws -> [UInt8] {
        var size: Int32 = 0
        let data =
            switch encoding {
            case .jpeg(let quality): gdImageJpegPtr(image, &size, Int32(quality))
            case .png: gdImagePngPtr(image, &size)
            case .gif: gdImageGifPtr(image, &size)
            case .webp: gdImageWebpPtr(image, &size)
            case .bmp: gdImageBmpPtr(image, &size, 0)
            }
        guard let data, size > 0 else { throw failure("ImageFailed", "the image cannot be written as \(encoding)") }
        defer { gdFree(data) }
        return [UInt8](UnsafeRawBufferPointer(start: data, count: Int(size)))
    }
}
