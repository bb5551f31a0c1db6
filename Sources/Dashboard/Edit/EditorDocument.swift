import DeadLetters
import EventModel

/// What stands in an editor's file for a body, and the body that an edited file stands for.
struct EditorDocument {
    /// The file's content at first.
    let text: [UInt8]
    private let request: EditRequest
    /// The white space of a JSON text that is laid out over lines while it is edited.
    private let spacing: JSONSpacing?

    init(_ request: EditRequest) {
        self.request = request
        let spacing = request.form == .text && (try? JSON(parsing: request.body)) != nil ? JSONSpacing(of: request.body) : nil
        self.spacing = spacing
        switch request.form {
        case .text: text = spacing == nil ? request.body : JSONSpacing.spread(request.body)
        case .hex: text = Self.file(BodyView.hex.lines(request.body))
        case .base64: text = Self.file(BodyView.base64.lines(request.body))
        }
    }

    private static func file(_ lines: [String]) -> [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

    /// Ends as editors know the content by.
    var name: String {
        switch request.form {
        case .text: (try? JSON(parsing: request.body)) != nil ? "body.json" : "body.txt"
        case .hex: "body.hex"
        case .base64: "body.base64"
        }
    }

    /// - Throws: ``DeadLetterError`` `badInput` where hexadecimal or base64 cannot be read back.
    func body(_ edited: [UInt8]) throws -> [UInt8] {
        if edited == text { return request.body }
        switch request.form {
        case .hex: return try BodyView.hex.bytes(edited)
        case .base64: return try BodyView.base64.bytes(edited)
        case .text: break
        }
        if let spacing, (try? JSON(parsing: edited)) != nil { return spacing.joined(edited) }
        // Editors end a file with a newline that nobody has typed.
        if text.last != UInt8(ascii: "\n"), edited.last == UInt8(ascii: "\n") { return Array(edited.dropLast()) }
        return edited
    }
}
