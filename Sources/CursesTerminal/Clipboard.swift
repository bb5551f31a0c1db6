import EventModel

/// Text on its way to the clipboard of whoever sits at the terminal, also over SSH: OSC 52 of
/// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html.
package enum Clipboard {
    /// The most bytes of base64 that terminals in use take in one sequence.
    package static let limit = 74_994

    /// The bytes that put `text` there, cut between two characters where it is too long. Inside tmux the sequence is
    /// also sent in tmux's passthrough form, so that it arrives with either of tmux's settings `set-clipboard on` and
    /// `allow-passthrough on`.
    package static func sequence(_ text: String, insideTmux: Bool) -> [UInt8] {
        var room = limit / 4 * 3
        var end = text.startIndex
        while end < text.endIndex {
            let length = text[end].utf8.count
            guard length <= room else { break }
            room -= length
            end = text.index(after: end)
        }
        let plain = Array("\u{1B}]52;c;".utf8) + base64(Array(text[..<end].utf8)).utf8 + [0x07]
        guard insideTmux else { return plain }
        let doubled = plain.flatMap { $0 == 0x1B ? [$0, $0] : [$0] }
        return plain + Array("\u{1B}Ptmux;".utf8) + doubled + Array("\u{1B}\\".utf8)
    }
}
