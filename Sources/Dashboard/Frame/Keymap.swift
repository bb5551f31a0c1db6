package import TerminalUI

/// One line of a key table: keys that mean the same, what they do, and the words for it.
package struct Binding: Hashable, Sendable {
    package var keys: [Key]
    package var action: Action
    package var caption: String
    /// The footer shows it while there is room, in the order of the table.
    package var inFooter: Bool
    /// What the footer says instead of key and caption, where it speaks for two keys: `e/E error`.
    package var footerKeys: String?
    package var footerCaption: String?

    package init(_ keys: [Key], _ action: Action, _ caption: String, footer: Bool = false) {
        self.keys = keys
        self.action = action
        self.caption = caption
        inFooter = footer
    }

    package init(_ key: Key, _ action: Action, _ caption: String, footer: Bool = false) {
        self.init([key], action, caption, footer: footer)
    }

    /// For two character keys that the footer names together; a binding of the other one is a line of its own.
    package init(_ key: Character, _ action: Action, _ caption: String, pair: String, _ footerCaption: String) {
        self.init([.character(key)], action, caption, footer: true)
        footerKeys = pair
        self.footerCaption = footerCaption
    }

    /// For a character key.
    package init(_ key: Character, _ action: Action, _ caption: String, footer: Bool = false) {
        self.init([.character(key)], action, caption, footer: footer)
    }

    /// For a character key that the footer names in fewer words.
    package init(_ key: Character, _ action: Action, _ long: String, footer: Bool, caption: String) {
        self.init([.character(key)], action, long, footer: footer)
        footerCaption = caption
    }
}

/// A screen's key table.
package struct Keymap: Hashable, Sendable {
    package var bindings: [Binding]

    package init(_ bindings: [Binding]) { self.bindings = bindings }

    /// The first binding of the key; nil if the table does not have it.
    package func action(for key: Key) -> Action? {
        bindings.first { $0.keys.contains(key) }?.action
    }

    package static func + (a: Keymap, b: Keymap) -> Keymap { Keymap(a.bindings + b.bindings) }

    /// Moving in a list, by the keys of `less` and `vim`.
    package static let moving = Keymap([
        Binding([.character("k"), .up], .up, "up"),
        Binding([.character("j"), .down], .down, "down"),
        Binding([.pageUp, .control("b")], .pageUp, "page up"),
        Binding([.pageDown, .control("f")], .pageDown, "page down"),
        Binding(.control("u"), .halfPageUp, "half a page up"),
        Binding(.control("d"), .halfPageDown, "half a page down"),
        Binding([.character("g"), .home], .top, "first"),
        Binding([.character("G"), .end], .bottom, "last"),
    ])

    /// The frame's keys: what works on every page.
    package static let frame = Keymap(
        Page.allCases.map { Binding($0.key, .go(.page($0)), $0.title) } + [
            Binding("T", .lookUp, "look up a flow", pair: "T", "find flow"),
            Binding(":", .commands, "command", footer: true),
            Binding("H", .history, "what was done to dead letters"),
            Binding("?", .help, "keys"),
            Binding(.escape, .back, "back"),
            Binding("q", .quit, "back, or quit"),
            Binding(.control("l"), .redraw, "redraw"),
        ]
    )
}

extension Key {
    /// How the footer and the help name a key.
    package func label(_ theme: Theme) -> String {
        switch self {
        case .character(" "): "Space"
        case .character(let c): String(c)
        case .control(let c): "^\(c)"
        case .function(let n): "F\(n)"
        case .enter: theme.isASCII ? "Enter" : "⏎"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "S-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: theme.isASCII ? "Up" : "↑"
        case .down: theme.isASCII ? "Down" : "↓"
        case .left: theme.isASCII ? "Left" : "←"
        case .right: theme.isASCII ? "Right" : "→"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        }
    }
}
