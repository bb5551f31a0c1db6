import CGD

/// Pixels, in GD's hands (https://libgd.github.io/manuals/2.3.3).
struct Picture: ~Copyable {
    private let image: UnsafeMutableRawPointer

    /// A colour without transparency, 0 to 255 each.
    struct Colour: Hashable, Sendable {
        var red: Int
        var green: Int
        var blue: Int
        static let white = Colour(red: 255, green: 255, blue: 255)

        /// - Parameter alpha: 0 is opaque, 127 is not there.
        fileprivate func value(alpha: Int = 0) -> UInt32 { UInt32(alpha << 24 | red << 16 | green << 8 | blue) }
    }

    var width: Int { Int(cgd_width(image)) }
    var height: Int { Int(cgd_height(image)) }

    deinit { cgd_destroy(image) }

    /// GD is loaded by whoever comes first.
    private static func load() throws {
        guard let problem = cgd_load() else { return }
        throw failure("ImageFailed", "images cannot be read without GD: \(String(cString: problem))")
    }

    /// A picture of one colour.
    ///
    /// - Throws: ``ErrorInfo`` `ImageFailed` where GD is not installed, or has no memory for it.
    init(width: Int, height: Int, _ colour: Colour) throws {
        try Self.load()
        guard let image = cgd_create(Int32(width), Int32(height), colour.value()) else {
            throw failure("ImageFailed", "there is no memory for \(width) × \(height) pixels")
        }
        self.image = image
    }

    /// Decodes a file whose header has been read.
    ///
    /// - Throws: ``ErrorInfo`` `CorruptImage`, also for what is only cut off; `ImageFailed`.
    init(_ bytes: [UInt8], _ header: ImageHeader, key: String) throws {
        try Self.load()
        let image = bytes.withUnsafeBytes { cgd_read(header.format.code, $0.baseAddress, $0.count) }
        guard let image else {
            throw failure(
                "CorruptImage",
                "'\(key)' is cut off or damaged: its \(header.format.rawValue) data cannot be decoded"
            )
        }
        self.image = image
    }

    /// The picture scaled to fit inside a square, its aspect ratio kept; one that fits already keeps its size. What is transparent
    /// becomes white, since JPEG has no transparency.
    func fitted(inside side: Int) throws -> Picture {
        let scale = min(1, Double(side) / Double(max(width, height)))
        let small = try Picture(
            width: max(1, Int((Double(width) * scale).rounded())),
            height: max(1, Int((Double(height) * scale).rounded())),
            .white
        )
        cgd_scale(small.image, image)
        return small
    }

    /// Writes a word on a dark band at the lower edge, to the right; of a picture that is too small for it, what there is room for.
    func mark(_ word: String) {
        let letters = Int32(word.utf8.count)
        var (wide, tall) = (Int32(0), Int32(0))
        cgd_letter(1, &wide, &tall)
        let isLarge: Int32 = wide * letters + 6 <= Int32(width) ? 1 : 0
        if isLarge == 0 { cgd_letter(0, &wide, &tall) }
        let left = max(0, Int32(width) - wide * letters - 3)
        let top = Int32(height) - tall - 2
        let black = Colour(red: 0, green: 0, blue: 0)
        cgd_rectangle(image, max(0, left - 3), top, Int32(width - 1), Int32(height - 1), black.value(alpha: 50))
        cgd_text(image, isLarge, left, top + 1, word, Colour.white.value())
    }

    /// A filled ellipse: what samples are drawn of.
    func ellipse(x: Int, y: Int, width: Int, height: Int, _ colour: Colour) {
        cgd_ellipse(image, Int32(x), Int32(y), Int32(width), Int32(height), colour.value())
    }

    /// The colour at a place; nil outside.
    func colour(x: Int, y: Int) -> Colour? {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return nil }
        let value = Int(cgd_pixel(image, Int32(x), Int32(y)))
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
        let (format, quality): (cgd_format, Int) =
            switch encoding {
            case .jpeg(let quality): (CGD_JPEG, quality)
            case .png: (CGD_PNG, 0)
            case .gif: (CGD_GIF, 0)
            case .webp: (CGD_WEBP, 0)
            case .bmp: (CGD_BMP, 0)
            }
        var size: Int32 = 0
        guard let data = cgd_write(image, format, Int32(quality), &size), size > 0 else {
            throw failure("ImageFailed", "the image cannot be written as \(encoding)")
        }
        defer { cgd_free(data) }
        return [UInt8](UnsafeRawBufferPointer(start: data, count: Int(size)))
    }
}

extension ImageFormat {
    fileprivate var code: cgd_format {
        switch self {
        case .png: CGD_PNG
        case .jpeg: CGD_JPEG
        case .gif: CGD_GIF
        case .webp: CGD_WEBP
        }
    }
}
