import EventModel

/// A call of an intrinsic function (https://states-language.net/spec.html#intrinsic-functions): `States.Format('{}', $.name)`.
struct Expression: Hashable, Sendable {
    indirect enum Argument: Hashable, Sendable {
        /// Between its quotes, as it was written: escapes are read by who takes it.
        case text(String)
        case literal(JSON)
        case path(Path)
        case call(Expression)
    }

    let function: Intrinsic
    let arguments: [Argument]
    /// As it was written.
    let text: String

    /// - Throws: ``Path/Mistake``.
    init(_ text: String) throws(Path.Mistake) {
        var parser = ExpressionParser(text)
        self = try parser.whole()
    }

    init(function: Intrinsic, arguments: [Argument], text: String) {
        self.function = function
        self.arguments = arguments
        self.text = text
    }

    /// Whether a text starts as a call.
    static func isCall(_ text: String) -> Bool { text.hasPrefix("States.") }

    /// - Throws: ``StateFailure``: `States.IntrinsicFailure`, or `States.Runtime` for a path that leads nowhere.
    func value(in scope: Scope, field: String, _ random: inout RandomStream) throws(StateFailure) -> JSON {
        var values: [JSON] = []
        for (i, argument) in arguments.enumerated() {
            switch argument {
            // The template of Format reads its own escapes.
            case .text(let raw): values.append(.string(function == .format && i == 0 ? raw : Self.unescaped(raw)))
            case .literal(let value): values.append(value)
            case .path(let path): values.append(try path.value(in: scope, field: field))
            case .call(let call): values.append(try call.value(in: scope, field: field, &random))
            }
        }
        do throws(Intrinsic.Failure) {
            return try function.call(values, &random)
        } catch {
            throw StateFailure(.intrinsicFailure, "The function '\(text)' had the following error: \(error.reason)")
        }
    }

    /// A text without the backslashes that escape `'`, `{`, `}` and the backslash; any other backslash stands for itself.
    static func unescaped(_ raw: String) -> String {
        guard raw.utf8.contains(UInt8(ascii: "\\")) else { return raw }
        var out: [UInt8] = []
        var rest = Array(raw.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let next = rest.first, "'{}\\".utf8.contains(next) {
                out.append(next)
                rest.removeFirst()
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
