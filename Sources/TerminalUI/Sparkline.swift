/// Numbers as a row of small bars.
package enum Sparkline {
    private static let bars = Array("▁▂▃▄▅▆▇█")
    private static let ascii = Array("_.-=+*#@")

    /// One character for each of the last `width` values, the highest at `peak` (nil: the highest of them). With fewer
    /// values the row begins with spaces, so the newest is always at the right. Values that are not finite are spaces.
    package static func text(_ values: some Collection<Double>, width: Int, peak: Double? = nil, ascii: Bool = false)
        -> String
    {
        guard width > 0 else { return "" }
        let shown = values.suffix(width)
        let top = peak ?? shown.lazy.filter(\.isFinite).max() ?? 0
        let levels = ascii ? Sparkline.ascii : bars
        var text = String(repeating: " ", count: width - shown.count)
        for value in shown {
            if !value.isFinite {
                text.append(" ")
            } else if value <= 0 || top <= 0 {
                text.append(levels[0])
            } else {
                // Whatever is above nothing is shown above nothing.
                let level = Int((min(value / top, 1) * Double(levels.count - 1)).rounded(.up))
                text.append(levels[max(1, level)])
            }
        }
        return text
    }
}
