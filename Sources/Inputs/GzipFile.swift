import CZlib

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a gzip file (RFC 1952), several members too, as the lines it holds.
struct GzipFile {
    let path: String

    /// Whether the file begins as gzip does, whatever its name.
    static func isGzip(_ path: String) -> Bool {
        guard let file = fopen(path, "rb") else { return false }
        defer { fclose(file) }
        return fgetc(file) == 0x1F && fgetc(file) == 0x8B
    }

    /// Hands on every line that can be unpacked; `progress` hears how many packed bytes have been read.
    ///
    /// - Throws: ``InputError`` after the last good line, if the data is damaged or ends early.
    func read(_ sink: LineSplitter.Sink, progress: (Int) -> Void) throws(InputError) {
        guard let file = gzopen(path, "rb") else { throw InputError("\(path): \(reason(errno))") }
        defer { gzclose(file) }
        gzbuffer(file, 1 << 18)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { block.deallocate() }
        var splitter = LineSplitter()
        var unpacked = 0
        while true {
            let n = gzread(file, block.baseAddress, UInt32(block.count))
            if n > 0 {
                unpacked += Int(n)
                splitter.take(UnsafeRawBufferPointer(rebasing: block[..<Int(n)]), sink)
                progress(Int(gzoffset(file)))
            }
            if n < Int32(block.count) {
                var code: Int32 = 0
                let text = gzerror(file, &code)
                splitter.finish(sink)
                guard code == Z_OK || code == Z_STREAM_END else {
                    let why =
                        code == Z_BUF_ERROR ? "the gzip data ends early" : text.map { String(cString: $0) } ?? "damaged"
                    throw InputError("\(path): \(why), after \(unpacked) bytes unpacked; what came before was read")
                }
                if n <= 0 { return }
            }
        }
    }
}
