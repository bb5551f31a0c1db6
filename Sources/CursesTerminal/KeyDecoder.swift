import CCurses
package import TerminalUI

/// Makes key presses of what a terminal sends: characters, described keys, and the control sequences no description
/// knows.
///
/// Sequences follow ECMA-48 section 5.4; those without a meaning here are swallowed whole, so that their letters are
/// never taken for keys. Text pasted between the marks of bracketed paste arrives as characters without its control
/// codes: a line end in it can not press Enter.
package struct KeyDecoder {
    /// What a terminal says next.
    package enum Input: Equatable {
        case character(UInt32)
        /// A code of `ccurses.h`.
        case key(UInt32)
        /// Nothing more has come within the escape delay.
        case pause
    }

    private enum State {
        case ground
        case escape
        case singleShift
        case sequence([UInt8])
        case paste
    }

    private var state = State.ground
    private var pasted = 0
    /// Pasted characters that are taken; the rest of a longer text is dropped.
    package static let pasteLimit = 4_096

    package init() {}

    /// The keys that `input` completes.
    package mutating func decode(_ input: Input) -> [Key] {
        switch (state, input) {
        case (.ground, .character(0x1B)):
            state = .escape
            return []
        case (.ground, .character(let scalar)): return key(scalar).map { [$0] } ?? []
        case (.ground, .key(let code)): return described(code).map { [$0] } ?? []
        case (.ground, .pause), (.paste, .pause): return []

        case (.escape, .character(0x1B)): return [.escape]
        case (.escape, .character(UInt32(UInt8(ascii: "[")))):
            state = .sequence([])
            return []
        case (.escape, .character(UInt32(UInt8(ascii: "O")))):
            state = .singleShift
            return []
        // Alt with a key has no meaning here.
        case (.escape, .character):
            state = .ground
            return []
        case (.escape, .key(let code)):
            state = .ground
            return [.escape] + (described(code).map { [$0] } ?? [])
        case (.escape, .pause):
            state = .ground
            return [.escape]

        case (.singleShift, .character(let scalar)):
            state = .ground
            return final(UInt8(truncatingIfNeeded: scalar)).map { [$0] } ?? []
        case (.sequence(let bytes), .character(let scalar)): return sequence(bytes, scalar)
        case (.singleShift, _), (.sequence, _):
            state = .ground
            return []

        case (.paste, .character(0x1B)):
            state = .escape
            return []
        case (.paste, .character(let scalar)):
            pasted += 1
            guard pasted <= Self.pasteLimit, scalar >= 0x20, scalar != 0x7F, let key = key(scalar) else { return [] }
            return [key]
        case (.paste, .key): return []
        }
    }

    private mutating func sequence(_ bytes: [UInt8], _ scalar: UInt32) -> [Key] {
        guard scalar >= 0x20, scalar <= 0x7E, bytes.count < 32 else {
            state = scalar == 0x1B ? .escape : .ground
            return []
        }
        if scalar < 0x40 {
            state = .sequence(bytes + [UInt8(scalar)])
            return []
        }
        state = .ground
        let parameters = String(decoding: bytes, as: UTF8.self)
        if scalar == UInt32(UInt8(ascii: "~")) {
            switch parameters {
            case "200":
                state = .paste
                pasted = 0
                return []
            case "1", "7": return [.home]
            case "4", "8": return [.end]
            case "2": return [.insert]
            case "3": return [.delete]
            case "5": return [.pageUp]
            case "6": return [.pageDown]
            default: return []
            }
        }
        // The M of a sequence is a mouse report; only that of a single shift is Enter.
        guard parameters.isEmpty, scalar != UInt32(UInt8(ascii: "M")) else { return [] }
        return final(UInt8(scalar)).map { [$0] } ?? []
    }

    private func final(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "Z"): .backTab
        case UInt8(ascii: "M"): .enter
        case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(byte - UInt8(ascii: "P")) + 1)
        default: nil
        }
    }

    private func key(_ scalar: UInt32) -> Key? {
        switch scalar {
        case 0x0D, 0x0A: return .enter
        case 0x09: return .tab
        case 0x08, 0x7F: return .backspace
        case 0x01...0x1A: return .control(Character(Unicode.Scalar(UInt8(scalar + 0x60))))
        case 0x00...0x1F, 0x80...0x9F: return nil
        default: return Unicode.Scalar(scalar).map { .character(Character($0)) }
        }
    }

    private func described(_ code: UInt32) -> Key? {
        if code > UInt32(CCURSES_F0) { return .function(Int(code - UInt32(CCURSES_F0))) }
        switch code {
        case UInt32(CCURSES_UP): return .up
        case UInt32(CCURSES_DOWN): return .down
        case UInt32(CCURSES_LEFT): return .left
        case UInt32(CCURSES_RIGHT): return .right
        case UInt32(CCURSES_HOME): return .home
        case UInt32(CCURSES_END): return .end
        case UInt32(CCURSES_PAGE_UP): return .pageUp
        case UInt32(CCURSES_PAGE_DOWN): return .pageDown
        case UInt32(CCURSES_ENTER): return .enter
        case UInt32(CCURSES_BACKSPACE): return .backspace
        case UInt32(CCURSES_DELETE): return .delete
        case UInt32(CCURSES_INSERT): return .insert
        case UInt32(CCURSES_BACK_TAB): return .backTab
        default: return nil
        }
    }
}
