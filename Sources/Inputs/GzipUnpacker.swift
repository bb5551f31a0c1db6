import CZlib

/// Unpacks gzip by zlib (https://zlib.net/manual.html). Zeros after the last member are padding, as gzip(1) has it.
final class GzipUnpacker: Unpacker {
    /// On the heap, since zlib keeps its address.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private(set) var mayEnd = true
    private(set) var damage: String?

    init() {
        stream.initialize(to: z_stream())
        // The largest window, and 16 for gzip's own header.
        let code = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        if code != Z_OK { damage = "zlib cannot begin (\(code))" }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func unpack(_ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int {
        if damage != nil { return 0 }
        if mayEnd {
            input = UnsafeRawBufferPointer(rebasing: input.drop { $0 == 0 })
            if input.isEmpty { return 0 }
            mayEnd = false
        }
        // zlib does not write through `next_in`; its type only says that it might.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let code = inflate(stream, Z_NO_FLUSH)
        input = UnsafeRawBufferPointer(rebasing: input.suffix(Int(stream.pointee.avail_in)))
        let written = output.count - Int(stream.pointee.avail_out)
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END:
            inflateReset(stream)
            mayEnd = true
        default: damage = stream.pointee.msg.map { String(cString: $0) } ?? "damaged"
        }
        return written
    }
}
