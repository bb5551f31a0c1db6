/// The visible stand-in of a scalar that must not reach a terminal as it is, or could not be seen there; nil for all
/// others.
///
/// Control bytes could drive the terminal, bidirectional controls reorder what is read (https://trojansource.codes),
/// and characters without a width make two different ids look the same.
func standIn(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    let v = scalar.value
    switch v {
    // The control pictures: ␀ ... ␛ ... ␟, and ␡.
    case 0...0x1F: return Unicode.Scalar(0x2400 + v)
    case 0x7F: return "\u{2421}"
    case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF: return nil
    case 0x80...0x9F: return "\u{FFFD}"
    case 0x2500...0x25FF, 0x3040...0x3163, 0x4E00...0x9FFF, 0xAC00...0xD7A3: return nil
    // Marks and overrides of direction.
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: return "\u{FFFD}"
    // Line and paragraph separator.
    case 0x2028, 0x2029: return "\u{2424}"
    // Variation selectors combine and are seen only through what they select.
    case 0xFE00...0xFE0F, 0xE0100...0xE01EF: return nil
    default: break
    }
    let properties = scalar.properties
    if properties.isDefaultIgnorableCodePoint { return "·" }
    switch properties.generalCategory {
    case .control, .unassigned, .privateUse, .surrogate: return "\u{FFFD}"
    case .format: return "·"
    default: return nil
    }
}
