/// The sixteen colours every terminal theme defines, and the terminal's own foreground or background.
package enum Color: UInt8, Hashable, Sendable, BitwiseCopyable {
    case black, red, green, yellow, blue, magenta, cyan, white
    case brightBlack, brightRed, brightGreen, brightYellow, brightBlue, brightMagenta, brightCyan, brightWhite
    case terminal = 255
}

package struct Attributes: OptionSet, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let bold = Attributes(rawValue: 1)
    package static let dim = Attributes(rawValue: 2)
    package static let underline = Attributes(rawValue: 4)
    package static let reverse = Attributes(rawValue: 8)
}

/// How a cell looks.
package struct Style: Hashable, Sendable, BitwiseCopyable {
    package var foreground: Color
    package var background: Color
    package var attributes: Attributes
    package init(_ foreground: Color = .terminal, on background: Color = .terminal, _ attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
    package static let plain = Style()
}
