package import DeadLetters
package import EventModel
package import TerminalUI

/// A line for what to set in the body of every message of a selection: `$.payment.card="4242"`. Enter gives it to the layer
/// below as ``Action/answer(_:)``, once it can be read.
package struct ChangeBar: Screen {
    private var field = TextField("", limit: 4_096)
    private let what: String
    private var mistake: String?

    /// - Parameter what: whose bodies, in words.
    package init(what: String) { self.what = what }

    package var title: String { "Edit many" }
    package var isOverlay: Bool { true }
    package var keymap: Keymap {
        Keymap([
            Binding(.enter, .open, "show what changes", footer: true),
            Binding(.escape, .back, "leave", footer: true),
        ])
    }

    /// `PATH=JSON` as a change.
    ///
    /// - Throws: ``DeadLetterError`` `badInput`.
    package static func change(_ text: String) throws(DeadLetterError) -> BodyChange {
        // A quoted name in the path may have the sign in it: the first one before which a path is whole.
        for i in text.indices where text[i] == "=" {
            let path = String(text[..<i].trimmingSpaces)
            guard (try? BodyPath(path)) != nil else { continue }
            let change = BodyChange(path: path, value: String(text[text.index(after: i)...].trimmingSpaces))
            try change.check()
            return change
        }
        throw DeadLetterError(.badInput, "PATH=JSON is wanted, such as $.payment.card=\"4242\"")
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .open:
            do throws(DeadLetterError) {
                _ = try Self.change(field.text)
                return .answer(.answer(field.text))
            } catch {
                mistake = error.message
                return .handled()
            }
        case .back: return .pop()
        default: return .ignored
        }
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        if field.handle(key) { mistake = nil }
        return .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let bar = area.bottom(3).1
        canvas.clear(bar)
        canvas.rule(y: 0, in: bar, title: "Set in \(what)")
        let hint = mistake ?? "PATH=JSON: $.payment.card=\"4242\" or $.items[0].count=1. Nothing is sent yet."
        canvas.write(hint.truncated(to: bar.width - 2), x: 1, y: 1, in: bar, mistake == nil ? theme.dim : theme.error)
        let line = Rect(x: bar.x + 1, y: bar.maxY - 1, width: bar.width - 2, height: 1)
        canvas.write("=", in: line, theme.accent)
        canvas.cursor = field.draw(in: line.left(2).1, to: &canvas.buffer)
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
