/// What an image may be. A file of a few bytes may declare any size, so what it declares is looked at before anything is decoded.
enum ImageLimits {
    /// Of the file: 10 MB.
    static let bytes = 10_000_000
    /// Pixels: 24 million, which take 96 MB once they are decoded, and as much again while a PNG is.
    static let pixels = 24_000_000
    /// Pixels of a side.
    static let side = 16_384
}
