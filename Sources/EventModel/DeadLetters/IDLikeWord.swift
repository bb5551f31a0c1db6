/// Tells random letters from words, for ids whose random part happens to have no digit: `eaebfc`, `ord-7-fbda`, `evt_qzxkwv`.
///
/// What it takes for an id, in messages of one kind, would else be a cause of its own each time; what it takes for a word keeps causes
/// apart. So a word in running text is only taken for an id if nothing but the digits of hexadecimal numbers is in it and it is not one
/// of the few words that are spelled with those (`facade`, `decade`, `deface`); any other word must follow what ids begin with, and
/// look like no word. The price on either side:
/// - an id that can be read as a word stays: `decade` where it is random (one in 60,000 of six such letters), `ord-banana`, and 3 of 10
///   random six-letter words behind a prefix (1 of 7 of eight letters);
/// - a name of six letters from a to f that is none of the words listed, and an abbreviation behind a prefix (`job-nvptx`) go: messages
///   that differ in nothing else are one cause.
enum IDLikeWord {
    /// Whether letters without a digit are an id.
    ///
    /// - Parameters:
    ///   - isHex: none of them is beyond `f`.
    ///   - afterPrefix: whether they follow what ids begin with.
    static func isID(_ letters: ArraySlice<UInt8>, isHex: Bool, afterPrefix: () -> Bool) -> Bool {
        if isHex {
            if letters.count >= 16 { return true }
            if hexWords.contains(packed(letters)) { return false }
            return letters.count >= 6 || afterPrefix()
        }
        return letters.count >= 5 && afterPrefix() && oddPairs(letters) >= 2
    }

    /// Whether ids begin with this word: what kind of thing it is that they are ids of.
    static func isPrefix(_ word: ArraySlice<UInt8>) -> Bool { word.count <= 8 && prefixes.contains(packed(word)) }

    /// At most eight letters as one number, whatever their case; a longer word is none that is looked for.
    private static func packed(_ word: ArraySlice<UInt8>) -> UInt64 {
        word.count > 8 ? 0 : word.reduce(0) { $0 << 8 | UInt64($1 | 0x20) }
    }

    private static func packed(_ words: String) -> Set<UInt64> {
        Set(words.utf8.split(separator: 0x20).map { packed(Array($0)[...]) })
    }

    /// English words, and what programmers make of them, of 4 to 8 letters from `a` to `f`.
    private static let hexWords = packed(
        """
        abbe abed aced babe bade bead beef cafe cede dace dead deaf deed face fade faff feed \
        abaca abbed added baaed ceded decaf ebbed faced faded \
        accede beaded bedded beefed cabbed dabbed daffed decade deeded deface efface facade faffed \
        acceded defaced effaced facaded fabaceae
        """
    )

    private static let prefixes = packed(
        """
        acc acct account aggr basket batch cart charge ch corr cus cust customer evt event exec id inv invoice item job key \
        msg message ord order pay payment pi pm po ref refund req request run sess session shp shipment shop span sub task tok \
        token trace trc tx txn trx user usr
        """
    )

    /// How many pairs of neighbours are such as words hardly have.
    private static func oddPairs(_ letters: ArraySlice<UInt8>) -> Int {
        var count = 0
        var last = -1
        for byte in letters {
            let letter = Int(byte | 0x20) - 0x61
            if last >= 0, pairs[last] >> UInt32(letter) & 1 == 0 { count += 1 }
            last = letter
        }
        return count
    }

    /// For each first letter, from `a`, the second letters that follow it in at least 3 of 10,000 pairs, `a` as the lowest bit: counted in
    /// the 40,000 words that the documentation of a Debian system uses five times or more.
    private static let pairs: [UInt32] = [
        0x3fefdff, 0x11ecb1f, 0x11edd9d, 0x11e797f, 0x3fffdff, 0x11e493d, 0x01ef9d5, 0x11e7911,
        0x2befc7f, 0x0104111, 0x0164991, 0x13cdd7f, 0x014d91b, 0x17efdff, 0x1fefdff, 0x11ec99d,
        0x0100000, 0x13efd7f, 0x15efdfd, 0x35ef9bd, 0x00efd7f, 0x0044111, 0x0066191, 0x0088115,
        0x01cf911, 0x0000111,
    ]
}
