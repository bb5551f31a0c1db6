import CTextSearch
import Testing

@testable import Telemetry

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("Text search")
struct TextSearchTests {
    /// Where the text stands first, byte by byte.
    private func naive(_ needle: TextNeedle, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard needle.lower.count <= bytes.count else { return -1 }
        for i in 0...bytes.count - needle.lower.count {
            var n = 0
            while n < needle.lower.count, bytes[i + n] == needle.lower[n] || bytes[i + n] == needle.upper[n] { n += 1 }
            if n == needle.lower.count { return i }
        }
        return -1
    }

    /// Records an issue only where there is one: a hundred thousand expectations take longer than what they expect of.
    private func check(_ needle: TextNeedle, _ bytes: UnsafeBufferPointer<UInt8>) {
        let expected = naive(needle, bytes)
        let found = needle.prepared { text in
            [
                tailrace_text_find(text, bytes.baseAddress, bytes.count),
                tailrace_text_find_narrow(text, bytes.baseAddress, bytes.count),
                tailrace_text_find_plain(text, bytes.baseAddress, bytes.count),
            ]
        }
        if found.contains(where: { $0 != expected }) {
            Issue.record("\(needle.lower) in \(Array(bytes)): \(found), not \(expected)")
        }
    }

    /// Two pages that may be read between two that may not: a search that looks outside its bytes ends the process.
    private func fenced(_ body: (_ start: UnsafeMutablePointer<UInt8>, _ count: Int) -> Void) throws {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let memory = mmap(nil, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
        let base = try #require(memory == MAP_FAILED ? nil : memory)
        defer { munmap(base, 4 * page) }
        try #require(mprotect(base, page, PROT_NONE) == 0)
        try #require(mprotect(base + 3 * page, page, PROT_NONE) == 0)
        body((base + page).assumingMemoryBound(to: UInt8.self), 2 * page)
    }

    @Test("Every length of text and needle, at either fence")
    func lengths() throws {
        try fenced { start, count in
            for length in 0...140 {
                for needleLength in [1, 2, 3, 5, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100] where needleLength <= length {
                    let needle = TextNeedle(String(repeating: "a", count: needleLength - 1) + "K")
                    for at in Set([0, 1, (length - needleLength) / 2, length - needleLength])
                    where at + needleLength <= length {
                        for place in [start, start + count - length] {
                            for n in 0..<length { place[n] = UInt8(ascii: n % 7 == 3 ? "k" : "b") }
                            check(needle, UnsafeBufferPointer(start: place, count: length))
                            for n in 0..<needleLength { place[at + n] = UInt8(ascii: n % 2 == 0 ? "A" : "a") }
                            place[at + needleLength - 1] = UInt8(ascii: "k")
                            check(needle, UnsafeBufferPointer(start: place, count: length))
                        }
                    }
                }
            }
        }
    }

    /// Few distinct bytes make many near misses.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func random(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let alphabets: [[UInt8]] = [
            Array("ab".utf8), Array("aAbB\"\\".utf8), Array("éÉжЖ".utf8) + Array("x".utf8), Array(0...255),
        ]
        try fenced { start, count in
            for _ in 0..<1000 {
                let alphabet = alphabets.randomElement(using: &random) ?? []
                func bytes(_ count: Int) -> [UInt8] {
                    (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
                }
                let text = bytes(Int.random(in: 0...200, using: &random))
                let needle = bytes(Int.random(in: 1...(random.chance(0.8) ? 6 : 40), using: &random))
                let at =
                    random.chance(0.5) ? start + count - text.count : start + Int.random(in: 0...64, using: &random)
                for (n, byte) in text.enumerated() { at[n] = byte }
                let line = UnsafeBufferPointer(start: UnsafePointer(at), count: text.count)
                check(TextNeedle(bytes: needle), line)
                check(TextNeedle(exactly: needle), line)
                if let word = String(validating: needle, as: UTF8.self) { check(TextNeedle(word), line) }
            }
        }
    }

    @Test(
        "Letters of either case, ASCII or not",
        arguments: [
            ("CAFÉ", "un café"), ("grün", "GRÜN"), ("Жук", "жуК"), ("straße", "STRAßE"), ("", "anything"), ("@", "a@b"),
        ]
    )
    func spellings(_ needle: String, _ text: String) {
        var text = text
        #expect(text.withUTF8 { TextNeedle(needle).found(in: $0) })
    }

    @Test(
        "What differs from a letter in one bit is no spelling of it",
        arguments: [("@", "`"), ("[", "{"), ("a", "!")]
    )
    func noSpelling(_ needle: String, _ text: String) {
        var text = text
        #expect(text.withUTF8 { !TextNeedle(needle).found(in: $0) })
    }
}
