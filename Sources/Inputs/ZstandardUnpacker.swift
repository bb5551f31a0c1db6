import CZstd

/// Unpacks Zstandard (https://facebook.github.io/zstd/zstd_manual.html); frames to be passed over are passed over. Of memory it
/// takes a window of 128 MiB at most: a frame that asks for more is refused.
final class ZstandardUnpacker: Unpacker {
    /// Nil where there was no memory for it.
    private let stream: OpaquePointer?
    private(set) var mayEnd = true
    private(set) var damage: String?

    init() {
        stream = ZSTD_createDStream()
        if stream == nil { damage = "no memory to unpack it" }
        _ = ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 27)
    }

    deinit { ZSTD_freeDStream(stream) }

    func unpack(_ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int {
        if damage != nil { return 0 }
        var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var to = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let left = ZSTD_decompressStream(stream, &to, &from)
        input = UnsafeRawBufferPointer(rebasing: input[from.pos...])
        if ZSTD_isError(left) != 0 { damage = String(cString: ZSTD_getErrorName(left)) }
        mayEnd = left == 0
        return to.pos
    }
}
