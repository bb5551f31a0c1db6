/// The nearest of the names that there are.
enum Suggestion {
    /// `did you mean 'Targets'?`, or all there are, or `otherwise` where there are none.
    static func advice(_ name: String, among known: [String], otherwise: String = "") -> String {
        if let nearest = nearest(name, among: known) { return "did you mean '\(nearest)'?" }
        guard !known.isEmpty else { return otherwise }
        let some = known.prefix(20).joined(separator: ", ")
        return "there are: \(some)\(known.count > 20 ? ", …" : "")"
    }

    static func nearest(_ name: String, among known: [String]) -> String? {
        let wanted = Array(plain(name).utf8.prefix(100))
        let scored = known.map { (name: $0, distance: distance(wanted, Array(plain($0).utf8.prefix(100)))) }
        guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, wanted.count / 3) && best.distance < wanted.count ? best.name : nil
    }

    /// How a name is written matters less than what it says.
    private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" && $0 != "-" } }

    /// Edits from one to the other (Levenshtein).
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
