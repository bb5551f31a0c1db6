import CZlib

/// Packs and unpacks gzip (https://www.rfc-editor.org/rfc/rfc1952).
enum Gzip {
    /// More than so many bytes are not unpacked: a small file may claim to hold any amount.
    static let limit = 64 << 20
    /// Window bits of zlib's own, and 16 for gzip's head and tail.
    private static let windowBits: Int32 = 15 + 16

    static func pack(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream,
                Z_DEFAULT_COMPRESSION,
                Z_DEFLATED,
                windowBits,
                8,
                Z_DEFAULT_STRATEGY,
                ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)
            ) == Z_OK
        else { throw failure("PackFailed", "gzip can not begin") }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let status = step(&stream, &input, &output) { deflate(&$0, Z_FINISH) }
        guard status == Z_STREAM_END else { throw failure("PackFailed", "gzip ended with \(status)") }
        return Array(output.prefix(Int(stream.total_out)))
    }

    /// - Throws: ``ErrorInfo`` `UnpackFailed` for what is cut off, damaged or too large.
    static func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw failure("UnpackFailed", "gzip can not begin")
        }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        var status = Z_OK
        var offset = 0
        while status == Z_OK {
            let before = Int(stream.total_out)
            var rest = Array(input[offset...])
            status = step(&stream, &rest, &piece) { inflate(&$0, Z_NO_FLUSH) }
            offset = Int(stream.total_in)
            let count = Int(stream.total_out) - before
            output += piece.prefix(count)
            if output.count > limit { throw failure("UnpackFailed", "more than \(limit) bytes are packed") }
            if status == Z_OK, count == 0, offset == input.count { break }
        }
        input = []
        guard status == Z_STREAM_END else { throw failure("UnpackFailed", "the packed bytes are damaged or cut off") }
        return output
    }

    private static func step(
        _ stream: inout z_stream,
        _ input: inout [UInt8],
        _ output: inout [UInt8],
        _ work: (inout z_stream) -> Int32
    ) -> Int32 {
        input.withUnsafeMutableBufferPointer { from in
            output.withUnsafeMutableBufferPointer { to in
                stream.next_in = from.baseAddress
                stream.avail_in = UInt32(from.count)
                stream.next_out = to.baseAddress
                stream.avail_out = UInt32(to.count)
                return work(&stream)
            }
        }
    }
}
