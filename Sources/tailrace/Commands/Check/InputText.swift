/// A whole input file, byte for byte.
enum InputText {
    /// More than this is no definition and no event.
    static let limit = 64 << 20

    /// - Parameter path: `-` is standard input.
    /// - Throws: ``Failure`` that names the file.
    static func read(_ path: String) throws -> [UInt8] {
        var text: [UInt8] = []
        for line in try FileLines(path) {
            if !text.isEmpty { text.append(0x0A) }
            text += line
            guard text.count <= limit else { throw Failure.badInput("\(path) is longer than \(limit >> 20) MB") }
        }
        return text
    }
}
