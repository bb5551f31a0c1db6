import EventModel

/// Reads a call of an intrinsic function.
struct ExpressionParser {
    /// The service allows ten calls inside each other.
    private static let depth = 10

    private var cursor: PathParser
    private var nesting = 0

    init(_ text: String) { cursor = PathParser(text) }

    mutating func whole() throws(Path.Mistake) -> Expression {
        let call = try self.call()
        guard cursor.i == cursor.bytes.count else { throw cursor.mistake("the function call should end here") }
        return call
    }

    private mutating func call() throws(Path.Mistake) -> Expression {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.depth else { throw cursor.mistake("functions nest deeper than \(Self.depth)") }
        let start = cursor.i
        while cursor.i < cursor.bytes.count, PathParser.isWord(cursor.bytes[cursor.i]) || cursor.at(".") {
            cursor.i += 1
        }
        let name = String(decoding: cursor.bytes[start..<cursor.i], as: UTF8.self)
        guard let function = Intrinsic(rawValue: name) else {
            cursor.i = start
            throw cursor.mistake(name.isEmpty ? "an argument should be here" : "there is no function '\(name)'")
        }
        cursor.skipSpace()
        try cursor.expect("(")
        var arguments: [Expression.Argument] = []
        skipSpace()
        if !cursor.at(")") {
            arguments.append(try argument())
            while cursor.at(",") {
                cursor.i += 1
                arguments.append(try argument())
            }
        }
        try cursor.expect(")")
        let text = String(decoding: cursor.bytes[start..<cursor.i], as: UTF8.self)
        if let reason = function.refusal(of: arguments) { throw Path.Mistake(offset: start, reason: reason) }
        return Expression(function: function, arguments: arguments, text: text)
    }

    private mutating func skipSpace() {
        cursor.skipSpace()
        while cursor.at("\n") || cursor.at("\r") {
            cursor.i += 1
            cursor.skipSpace()
        }
    }

    private mutating func argument() throws(Path.Mistake) -> Expression.Argument {
        skipSpace()
        defer { skipSpace() }
        if cursor.at("'") { return .text(try text()) }
        if cursor.at("$") { return .path(try cursor.path()) }
        if cursor.bytes[cursor.i...].starts(with: "States.".utf8) { return .call(try call()) }
        let start = cursor.i
        while cursor.i < cursor.bytes.count, !",) \t\r\n".utf8.contains(cursor.bytes[cursor.i]) { cursor.i += 1 }
        guard let value = try? JSON(parsing: Array(cursor.bytes[start..<cursor.i])), value.array == nil,
            value.object == nil, value.string == nil
        else {
            cursor.i = start
            throw cursor.mistake("a path, a number, a text in ' ', true, false, null or a function should be here")
        }
        return .literal(value)
    }

    /// What is between single quotes, with its escapes.
    private mutating func text() throws(Path.Mistake) -> String {
        cursor.i += 1
        let start = cursor.i
        while cursor.i < cursor.bytes.count, !cursor.at("'") { cursor.i += cursor.at("\\") ? 2 : 1 }
        guard cursor.i < cursor.bytes.count else {
            cursor.i = start
            throw cursor.mistake("the quote is not closed")
        }
        defer { cursor.i += 1 }
        return String(decoding: cursor.bytes[start..<cursor.i], as: UTF8.self)
    }
}
