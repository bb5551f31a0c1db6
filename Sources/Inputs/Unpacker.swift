/// Unpacks one format, piece by piece, through as many members or frames as follow each other.
protocol Unpacker: AnyObject {
    /// Takes packed bytes from the front of `input` and writes unpacked ones; answers how many it wrote. Those are good even
    /// where ``damage`` is set now.
    func unpack(_ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int

    /// Why the data cannot be unpacked further; nil while it can.
    var damage: String? { get }

    /// Whether the data may end here: every member or frame that began has ended.
    var mayEnd: Bool { get }
}
