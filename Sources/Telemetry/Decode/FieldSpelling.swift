/// The ways in which a name of several words is spelled: `correlation id` is `correlation_id`, `correlationId`,
/// `X-Correlation-ID` and so on. A name of one word is spelled as it is.
enum FieldSpelling {
    /// In order of preference, each once.
    static func all(_ name: String) -> [String] {
        guard name.utf8.contains(UInt8(ascii: " ")) else { return [name] }
        let words = name.utf8.split(separator: UInt8(ascii: " ")).map { Array($0) }
        guard words.count > 1 else { return [name] }
        let capital = words.map(capitalised)
        let isID = words[words.count - 1] == Array("id".utf8)
        var capitalID = capital
        if isID { capitalID[capital.count - 1] = Array("ID".utf8) }
        let upper = words.map { $0.map { $0 >= 97 && $0 <= 122 ? $0 - 32 : $0 } }
        var spellings = [
            joined(words, "_"), joined([words[0]] + capital.dropFirst(), ""), joined(capital, ""), joined(words, ""),
            joined(words, "-"), joined(capital, "-"), joined(upper, "_"), "_" + joined(words, "_"),
            "_" + joined([words[0]] + capital.dropFirst(), ""),
        ]
        if isID {
            spellings += [
                joined([words[0]] + capitalID.dropFirst(), ""), joined(capitalID, ""), joined(capitalID, "-"),
                joined(upper, "-"), joined(words.dropLast(), "_") + ".id",
            ]
        }
        return spellings
    }

    private static func capitalised(_ word: [UInt8]) -> [UInt8] {
        var word = word
        if let first = word.first, first >= 97, first <= 122 { word[0] = first - 32 }
        return word
    }

    private static func joined(_ words: some Sequence<[UInt8]>, _ separator: String) -> String {
        String(decoding: Array(words.joined(separator: separator.utf8)), as: UTF8.self)
    }
}
