import CZlib
import EventModel

/// Packs and unpacks gzip, whole (https://www.rfc-editor.org/rfc/rfc1952).
package enum Gzip {
    /// More than so many bytes are not unpacked: a small file may claim to hold any amount.
    package static let limit = 64 << 20
    /// The largest window, and 16 for gzip's own head and tail.
    private static let windowBits: Int32 = 15 + 16
    private static let size = Int32(MemoryLayout<z_stream>.size)

    /// - Throws: ``ErrorInfo`` `PackFailed`.
    package static func pack(_ bytes: [UInt8]) throws -> [UInt8] {
        try withStream(of: bytes, "PackFailed") { stream in
            guard
                deflateInit2_(
                    stream,
                    Z_DEFAULT_COMPRESSION,
                    Z_DEFLATED,
                    windowBits,
                    8,
                    Z_DEFAULT_STRATEGY,
                    ZLIB_VERSION,
                    size
                )
                    == Z_OK
            else { throw ErrorInfo(type: "PackFailed", message: "gzip can not begin") }
            defer { deflateEnd(stream) }
            var output = [UInt8](repeating: 0, count: Int(deflateBound(stream, UInt(bytes.count))))
            let status = output.withUnsafeMutableBufferPointer { to in
                stream.pointee.next_out = to.baseAddress
                stream.pointee.avail_out = UInt32(to.count)
                return deflate(stream, Z_FINISH)
            }
            guard status == Z_STREAM_END else {
                throw ErrorInfo(type: "PackFailed", message: "gzip ended with \(status)")
            }
            output.removeLast(Int(stream.pointee.avail_out))
            return output
        }
    }

    /// - Throws: ``ErrorInfo`` `UnpackFailed` for what is cut off, damaged or too large.
    package static func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
        try withStream(of: bytes, "UnpackFailed") { stream in
            guard inflateInit2_(stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
                throw ErrorInfo(type: "UnpackFailed", message: "gzip can not begin")
            }
            defer { inflateEnd(stream) }
            var output: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            var status = Z_OK
            while status == Z_OK {
                status = piece.withUnsafeMutableBufferPointer { to in
                    stream.pointee.next_out = to.baseAddress
                    stream.pointee.avail_out = UInt32(to.count)
                    return inflate(stream, Z_NO_FLUSH)
                }
                output += piece.dropLast(Int(stream.pointee.avail_out))
                if output.count > limit {
                    throw ErrorInfo(type: "UnpackFailed", message: "more than \(limit) bytes are packed")
                }
            }
            guard status == Z_STREAM_END else {
                throw ErrorInfo(type: "UnpackFailed", message: "the packed bytes are damaged or cut off")
            }
            return output
        }
    }

    /// A stream whose input is `bytes`; on the heap, since zlib keeps its address.
    private static func withStream<R>(
        of bytes: [UInt8],
        _ error: String,
        _ body: (UnsafeMutablePointer<z_stream>) throws -> R
    ) throws -> R {
        guard let count = UInt32(exactly: bytes.count), count < .max >> 1 else {
            throw ErrorInfo(type: error, message: "\(bytes.count) bytes are too many")
        }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        return try bytes.withUnsafeBufferPointer { from in
            // zlib does not write through `next_in`; its type only says that it might.
            stream.pointee.next_in = UnsafeMutablePointer(mutating: from.baseAddress)
            stream.pointee.avail_in = count
            return try body(stream)
        }
    }
}
