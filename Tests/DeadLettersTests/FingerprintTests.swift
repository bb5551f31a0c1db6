import DeadLetters
import EventModel
import Testing

@Suite struct FingerprintTests {
    private func normalised(_ message: String) -> String {
        Fingerprint(letter(1, error: ErrorInfo(type: "E", message: message))).error
    }

    @Test(arguments: [
        ("card ending 0341 declined", "card ending # declined"),
        ("gateway silent for 250ms", "gateway silent for #"), ("gateway silent for 1.2s", "gateway silent for #"),
        ("order-1042 not found", "order-# not found"), ("attempt 2/3 of 5", "attempt # of #"),
        ("order 5f2c1c5e-0000-4abc-8def-00000000e81a is closed", "order # is closed"),
        ("at 2026-11-21T02:47:21.118Z", "at #"), ("at 2026-11-21T02:47:21+01:00", "at #"), ("on 2026-11-21", "on #"),
        ("connect to 10.0.0.12:8080 refused", "connect to # refused"), ("lost 1,204,331 bytes", "lost # bytes"),
        ("GET https://api.example.com/v1/x?id=7 failed", "GET # failed"),
        ("bad address ana.b+c@example.co.uk!", "bad address #!"),
        ("no column 'price' in \"a.csv\"", "no column # in #"), ("can't open it's file", "can't open it's file"),
        ("pointer 0x7ffee4", "pointer #"), ("key AKIA4X7Q9ZB2 unknown", "key # unknown"),
        ("commit deadbeef01 broke", "commit # broke"),
        ("timeout", "timeout"), ("  two\n lines\t", "two lines"), ("balance -12.50 EUR", "balance # EUR"),
        ("Zeile 3: ungültig – 漢字", "Zeile #: ungültig – 漢字"), ("unclosed 'quote 7", "unclosed 'quote #"),
        ("decade façade", "decade façade"),
        // Ids whose random part has no digit.
        ("order eaebfc is closed", "order # is closed"), ("commit DEADBEEF broke", "commit # broke"),
        ("ord-eaebfc", "ord-#"), ("ord-7-fbda is late", "ord-# is late"), ("evt_qzxkwv was lost", "evt_# was lost"),
        ("cus_KqWzXv unknown", "cus_# unknown"), ("shp-12-cafb", "shp-#"), ("msg-bbdf, twice", "msg-#, twice"),
        // Words that could be mistaken for them.
        ("the facade of a decade", "the facade of a decade"),
        ("Deface or efface, acceded", "Deface or efface, acceded"),
        ("FACADE", "FACADE"), ("dead beef, feed face", "dead beef, feed face"), ("ord-facade", "ord-facade"),
        ("retry-2-dead", "retry-#-dead"), ("bad cab fed ace", "bad cab fed ace"), ("abcd", "abcd"),
        ("order-service timed out", "order-service timed out"), ("event_type is missing", "event_type is missing"),
        ("user_not_found", "user_not_found"), ("session-expired", "session-expired"),
        ("job-scheduler", "job-scheduler"),
        ("payment-gateway", "payment-gateway"), ("token_rejected", "token_rejected"), ("key-mismatch", "key-mismatch"),
        ("task-orchestrator", "task-orchestrator"), ("message_length", "message_length"),
        ("id_duplicate", "id_duplicate"),
        // No prefix: only what is hexadecimal goes.
        ("strength qzxkwv", "strength qzxkwv"), ("my-qzxkwv", "my-qzxkwv"),
    ])
    func replacesWhatVaries(_ message: String, _ normal: String) {
        #expect(normalised(message) == "E: \(normal)")
    }

    @Test func tellsCausesApart() {
        func id(_ type: String, _ message: String) -> String {
            Fingerprint(letter(1, error: ErrorInfo(type: type, message: message))).id
        }
        #expect(id("CardDeclined", "card ending 1 declined") == id("CardDeclined", "card ending 77 declined"))
        #expect(id("CardDeclined", "x") != id("Timeout", "x"))
        #expect(id("a", "bc") != id("ab", "c"))
        // People keep these in scripts: they may not change.
        #expect(id("CardDeclined", "card ending 0341 declined") == "ac14c8c4d5a0")
        #expect(id("CardDeclined", "x").count == 12)
        let silent = Fingerprint(letter(1, error: nil))
        #expect(silent.error == "MaxReceiveCountExceeded")
    }

    /// Every id of six hexadecimal digits is one cause with every other, whatever its digits are: words are the exception.
    @Test func idsAreOneCauseWhateverTheirDigits() {
        var state: UInt64 = 42
        var texts: [String: Int] = [:]
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let digits = (0..<6).map { Array("0123456789abcdef")[Int(state >> (40 + UInt64($0) * 4) & 15)] }
            texts[normalised("order ord-\(String(digits)) is closed"), default: 0] += 1
        }
        #expect(texts["E: order ord-# is closed", default: 0] >= 19_990, "\(texts)")
    }

    @Test func isBounded() {
        let long = String(repeating: "word ", count: 100_000)
        #expect(normalised(long).utf8.count <= 520)
        #expect(normalised(String(repeating: "漢", count: 1_000)).utf8.count <= 520)
        #expect(normalised(String(repeating: "'", count: 100_000)).utf8.count <= 520)
        #expect(normalised("\u{0}\u{7F}[x\u{0}") == "E: [x")
    }

    @Test func keysOfARedriveAreItsOwn() {
        #expect(redriveKey(queue: "q", id: "1", generation: 0) == redriveKey(queue: "q", id: "1", generation: 0))
        let keys = [("q", "1", 0), ("q", "1", 1), ("q", "10", 0), ("q1", "", 0)].map {
            redriveKey(queue: $0.0, id: $0.1, generation: $0.2)
        }
        #expect(Set(keys).count == 4)
        #expect(keys.allSatisfy { $0.count == 32 })
    }
}
