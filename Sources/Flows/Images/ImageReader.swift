/// Walks over the parts of an image's file, up to where it says how large it is. Nothing is read beyond the end: what is cut off
/// has no size.
struct ImageReader {
    private let bytes: [UInt8]
    private var at = 0
    /// Found while reading.
    private(set) var isAnimated = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private func byte(_ index: Int) -> Int? { bytes.indices.contains(index) ? Int(bytes[index]) : nil }

    private func number(at index: Int, bytes count: Int, isLittle: Bool) -> Int? {
        guard index >= 0, index + count <= bytes.count else { return nil }
        let slice = bytes[index..<index + count]
        return isLittle ? slice.reversed().reduce(0) { $0 << 8 | Int($1) } : slice.reduce(0) { $0 << 8 | Int($1) }
    }

    private func has(_ text: String, at index: Int) -> Bool { bytes.dropFirst(index).starts(with: text.utf8) }

    /// The first chunk is the header (https://www.w3.org/TR/png-3/#11IHDR).
    mutating func png() -> (width: Int, height: Int)? {
        guard has("IHDR", at: 12), number(at: 8, bytes: 4, isLittle: false) == 13,
            let width = number(at: 16, bytes: 4, isLittle: false),
            let height = number(at: 20, bytes: 4, isLittle: false), bytes.count >= 33
        else { return nil }
        return (width, height)
    }

    /// Segment by segment to the end of the image: GD takes one that is cut off for whole
    /// (https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1 and B.2).
    mutating func jpeg() -> (width: Int, height: Int)? {
        var size: (width: Int, height: Int)?
        at = 2
        while byte(at) == 0xFF, let marker = byte(at + 1) {
            switch marker {
            case 0xFF: at += 1  // filling
            case 0x01, 0xD0...0xD8: at += 2  // without a length
            case 0xD9: return size
            case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
                guard size == nil, let length = number(at: at + 2, bytes: 2, isLittle: false), length >= 8,
                    let height = number(at: at + 5, bytes: 2, isLittle: false),
                    let width = number(at: at + 7, bytes: 2, isLittle: false)
                else { return nil }
                // What is too large, or has no pixels, is that whatever follows.
                if width == 0 || height == 0 || width * height > ImageLimits.pixels { return (width, height) }
                size = (width, height)
                at += 2 + length
            default:
                guard let length = number(at: at + 2, bytes: 2, isLittle: false), length >= 2 else { return nil }
                at += 2 + length
                if marker == 0xDA { skipScan() }
            }
        }
        return nil
    }

    /// Over a JPEG's data, in which `FF` is followed by `00` or by a mark to restart at.
    private mutating func skipScan() {
        while at + 1 < bytes.count {
            if bytes[at] == 0xFF, bytes[at + 1] != 0, !(0xD0...0xD7).contains(bytes[at + 1]) { return }
            at += 1
        }
        at = bytes.count
    }

    /// Block by block to the end of the file: GD takes one that is cut off for whole
    /// (https://www.w3.org/Graphics/GIF/spec-gif89a.txt). The screen's size or the first image's, whichever is larger.
    mutating func gif() -> (width: Int, height: Int)? {
        guard var width = number(at: 6, bytes: 2, isLittle: true), var height = number(at: 8, bytes: 2, isLittle: true),
            let flags = byte(10)
        else { return nil }
        at = 13 + colours(flags)
        var images = 0
        while let kind = byte(at) {
            switch kind {
            case 0x3B: return images > 0 ? (width, height) : nil
            case 0x21:
                at += 2
                guard skipBlocks() else { return nil }
            case 0x2C:
                guard let left = number(at: at + 1, bytes: 2, isLittle: true),
                    let top = number(at: at + 3, bytes: 2, isLittle: true),
                    let its = number(at: at + 5, bytes: 2, isLittle: true),
                    let tall = number(at: at + 7, bytes: 2, isLittle: true), let flags = byte(at + 9)
                else { return nil }
                if images == 0 {
                    if its == 0 || tall == 0 { return (its, tall) }
                    width = max(width, left + its)
                    height = max(height, top + tall)
                }
                images += 1
                at += 10 + colours(flags) + 1
                guard skipBlocks() else { return nil }
            default: return nil
            }
        }
        return nil
    }

    /// Bytes of the colour table that flags announce.
    private func colours(_ flags: Int) -> Int { flags & 0x80 == 0 ? 0 : 3 << ((flags & 7) + 1) }

    /// Over a GIF's data; false where it runs out.
    private mutating func skipBlocks() -> Bool {
        while let length = byte(at) {
            at += 1 + length
            if length == 0 { return true }
        }
        return false
    }

    /// https://developers.google.com/speed/webp/docs/riff_container, and the frame headers of VP8 (RFC 6386, section 9.1) and of its
    /// lossless form.
    mutating func webp() -> (width: Int, height: Int)? {
        if has("VP8X", at: 12) {
            isAnimated = (byte(20) ?? 0) & 0x02 != 0
            guard let width = number(at: 24, bytes: 3, isLittle: true),
                let height = number(at: 27, bytes: 3, isLittle: true)
            else { return nil }
            return (width + 1, height + 1)
        }
        if has("VP8L", at: 12), byte(20) == 0x2F, let bits = number(at: 21, bytes: 4, isLittle: true) {
            return (bits & 0x3FFF + 1, (bits >> 14) & 0x3FFF + 1)
        }
        if has("VP8 ", at: 12), number(at: 23, bytes: 3, isLittle: true) == 0x2A019D,
            let width = number(at: 26, bytes: 2, isLittle: true), let height = number(at: 28, bytes: 2, isLittle: true)
        {
            return (width & 0x3FFF, height & 0x3FFF)
        }
        return nil
    }
}
