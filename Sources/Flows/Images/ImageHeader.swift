/// What an image's file says of itself, read without decoding any of it.
struct ImageHeader: Hashable, Sendable {
    var format: ImageFormat
    var width: Int
    var height: Int

    /// Reads a file's header.
    ///
    /// - Parameter key: What messages call the file.
    /// - Throws: ``ErrorInfo`` `ImageFileTooLarge`, `UnsupportedImage` for what is no image or one of another format,
    ///   `CorruptImage` where the header is cut off or damaged, `EmptyImage` without pixels, `ImageTooLarge` beyond
    ///   ``ImageLimits``.
    init(_ bytes: [UInt8], key: String) throws {
        try Self.check(size: bytes.count, key: key)
        if bytes.isEmpty { throw failure("EmptyImage", "'\(key)' has no bytes") }
        guard let format = ImageFormat(bytes) else {
            throw failure("UnsupportedImage", "'\(key)' is \(Self.guess(bytes)), not a PNG, JPEG, GIF or WebP image")
        }
        self.format = format
        var reader = ImageReader(bytes)
        let size: (width: Int, height: Int)?
        switch format {
        case .png: size = reader.png()
        case .jpeg: size = reader.jpeg()
        case .gif: size = reader.gif()
        case .webp: size = reader.webp()
        }
        if reader.isAnimated {
            throw failure("UnsupportedImage", "'\(key)' is an animated \(format.rawValue), which is not read")
        }
        guard let (width, height) = size else {
            throw failure(
                "CorruptImage",
                "'\(key)' is cut off or damaged: its \(format.rawValue) header cannot be read"
            )
        }
        self.width = width
        self.height = height
        if width == 0 || height == 0 {
            throw failure("EmptyImage", "'\(key)' declares \(width) × \(height) pixels")
        }
        if width > ImageLimits.side || height > ImageLimits.side || width * height > ImageLimits.pixels {
            throw failure(
                "ImageTooLarge",
                "'\(key)' declares \(width) × \(height) pixels; at most \(ImageLimits.pixels) are read, \(ImageLimits.side) a side"
            )
        }
    }

    /// Refuses a file by its size, which is known before it is read.
    static func check(size: Int, key: String) throws {
        if size > ImageLimits.bytes {
            throw failure("ImageFileTooLarge", "'\(key)' has \(size) bytes; at most \(ImageLimits.bytes) are read")
        }
    }

    /// What a file that is none of the formats seems to be: for messages.
    private static func guess(_ bytes: [UInt8]) -> String {
        let known: [(String, String)] = [
            ("BM", "a BMP"), ("II*\0", "a TIFF"), ("MM\0*", "a TIFF"), ("%PDF-", "a PDF"), ("<svg", "an SVG"),
        ]
        for (mark, name) in known where bytes.starts(with: mark.utf8) { return name }
        if bytes.dropFirst(4).starts(with: "ftyp".utf8) { return "a HEIF or AVIF image, or a film" }
        let isText = bytes.prefix(64).allSatisfy { $0 >= 32 && $0 < 127 || $0 == 9 || $0 == 10 || $0 == 13 }
        return isText ? "text" : "unknown"
    }
}
