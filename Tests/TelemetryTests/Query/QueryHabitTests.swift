import EventModel
import Testing

@testable import Telemetry

/// What fingers have learned elsewhere means here what it says, or is refused at its place with what to write.
@Suite("Queries by habit")
struct QueryHabitTests {
    /// Each finds what the other spelling finds, among the lines of ``QueryTests``.
    @Test(arguments: [
        // A colon
        ("level:error", "level=error"), ("Level:Error", "level=error"),
        ("service:orders,payments", "service=orders,payments"),
        ("level:>=warn", "level>=warn"), ("duration:>250ms", "duration>250ms"), ("duration: >250ms", "duration>250ms"),
        ("time:>-15m", "time>-15m"), ("type:\"OrderPaid\"", "type=OrderPaid"),
        ("service:(orders or payments)", "service=orders,payments"),
        ("service:(orders OR payments)", "service=orders,payments"),
        ("service:(orders, payments)", "service=orders,payments"),
        ("payload.total:150", "payload.total=150"), ("cold_start:true", "cold_start=true"), ("id:c-1", "id=c-1"),
        ("message:declined", "message~\"(?i)declined\""), ("message:\"Order P\"", "message~\"(?i)order p\""),
        ("error:funds", "error~funds"), ("-level:info", "not level=info"), ("file:test.jsonl", "file=test.jsonl"),
        ("time:2026-11-21T14:30:00Z", "time=2026-11-21T14:30:00Z"),
        // A colon after no field's name finds the text too
        ("total:150", "\"total:150\" or total=150"), ("declined:", "\"declined:\""), ("http://x", "\"http://x\""),
        ("JSON:", "\"JSON:\""), ("12:30", "\"12:30\""),
        // Words for and, or, not
        ("service=payments AND level>=error", "service=payments level>=error"),
        ("level=error OR level=debug", "level=error,debug"),
        ("service=payments && level>=error", "service=payments level>=error"),
        ("level=error || level=debug", "level=error,debug"),
        ("level=error||level=debug", "level=error,debug"),
        ("service=payments&&level>=error", "service=payments level>=error"),
        ("-service=orders", "not service=orders"), ("!service=orders", "not service=orders"),
        ("-declined", "not declined"),
        ("!declined", "not declined"), ("-\"card declined\"", "not \"card declined\""),
        ("!(level=info or level=warn)", "level!=info,warn"),
        ("-(level=info or level=warn)", "level!=info,warn"), ("!!level=info", "level=info"),
        ("not -level=info", "level=info"),
        ("!exists(error)", "not exists(error)"), ("-exists(error)", "not exists(error)"),
        // Operators
        ("service==orders", "service=orders"), ("type=~\"^Order\"", "type~\"^Order\""),
        ("service<>orders", "service!=orders"),
        ("service in (orders, payments)", "service=orders,payments"),
        ("service IN ('orders','payments')", "service=orders,payments"),
        ("service not in (orders, payments)", "service!=orders,payments"),
        ("level = (warn or fatal)", "level=warn,fatal"),
        ("type!~(Placed,Failed)", "type!~Placed,Failed"), ("level >= warn", "level>=warn"),
        // Wildcards
        ("service=pay*", "service=payments"), ("type:Order*", "type~^Order"), ("type!=Order*", "type!~^Order"),
        ("service=*ment*", "service=payments"), ("service=*", "exists(service)"), ("error:*", "exists(error)"),
        ("service!=*", "not exists(service)"), ("*declined*", "declined"), ("declin*", "declin"), ("*", ""),
        ("service=pay*,ship*", "service=payments,shipping"), ("service=orders,pay*", "service=orders,payments"),
        ("message:card*clined", "message~\"(?i)card.*clined\""), ("service=\"pay*\"", "service=nothing"),
        // Names of fields in other spellings
        ("LEVEL>=WARN", "level>=warn"), ("lvl>=warn", "level>=warn"), ("correlationId=c-1", "id=c-1"),
        ("eventType=OrderPaid", "type=OrderPaid"),
        ("serviceName=orders", "service=orders"), ("Service=orders", "service=orders"),
        ("durationMs>250", "duration>250"),
        ("@timestamp>-15m", "time>-15m"), ("exists(Duration)", "exists(duration)"), ("exists:error", "exists(error)"),
        ("_exists_:error", "exists(error)"),
        // Paths of other tools
        ("$.payload.total>=100", "payload.total>=100"), (".payload.total>=100", "payload.total>=100"),
        ("payload.items[1].sku=b", "payload.items.1.sku=b"), ("payload.items[].sku=b", "payload.items.sku=b"),
        ("payload.items[*].sku=b", "payload.items.sku=b"), ("exists($.payload.items)", "exists(payload.items)"),
        // Levels by their other names
        ("level=warning", "level=warn"), ("level>=err", "level>=error"), ("level=crit", "level=fatal"),
        ("level=WRN", "level=warn"),
        // Times
        ("time>=14:59", "time>=2026-11-21T14:59:00Z"), ("time>14:30:00", "time>2026-11-21T14:30:00Z"),
        ("time=14:59", "time>=2026-11-21T14:59:00Z time<2026-11-21T15:00:00Z"),
        ("time=14:30:00", "time=2026-11-21T14:30:00Z"), ("time=2026-11-21", "time>=2026-11-21 time<2026-11-22"),
        ("time=today", "time=2026-11-21"), ("time<today", "time<2026-11-21"), ("time>now-15m", "time>-15m"),
        ("time<=now", "time<=2026-11-21T15:00:00Z"),
        ("time>=2026-11-21T14:50", "time>=2026-11-21T14:50:00Z"),
        ("time>\"2026-11-21 14:50:00\"", "time>2026-11-21T14:50:00Z"),
        ("time>=1795271400", "time>=2026-11-21T14:30:00Z"), ("time>=1795271400000", "time>=2026-11-21T14:30:00Z"),
        ("time>yesterday", "time>2026-11-20"), ("time!=2026-11-21", "not time=2026-11-21"),
        ("time=-1h", "time=2026-11-21T14:00:00Z"),
        // An apostrophe within a word
        ("can't", "\"can't\""), ("message='order placed'", "message=\"order placed\""),
    ])
    func means(_ habit: String, _ plain: String) throws {
        let snapshot = TestLog.snapshot(QueryTests.lines, chunkRecords: 3)
        func find(_ text: String) throws -> [Int] {
            snapshot.matches(try Query(text, now: QueryTests.now), in: snapshot.ids)
        }
        #expect(try find(habit) == find(plain))
    }

    /// The other half of ``means(_:_:)``: spellings that find nothing agree about everything.
    @Test(arguments: [
        ("service=pay*", [2, 3]), ("level:error", [3]), ("-declined", [1, 2, 5, 6, 7]), ("count:12", [7]),
        ("type:Order*", [1, 2]),
        ("payload.items[1].sku=b", [1]), ("time=14:59", [5, 7]), ("time>=1795271400", [2, 3, 4, 5, 6, 7]),
        ("message:declined", [3, 4]),
        ("service not in (orders, payments)", [4, 5]), ("*declined*", [3, 4]), ("eventType=OrderPaid", [2]),
    ])
    func finds(_ text: String, _ expected: [Int]) throws {
        let snapshot = TestLog.snapshot(QueryTests.lines, chunkRecords: 3)
        #expect(snapshot.matches(try Query(text, now: QueryTests.now), in: snapshot.ids).map { $0 + 1 } == expected)
    }

    @Test(arguments: [
        ("-15m", 0, "time>-15m"), ("-5 x", 0, "\"-5\" for the text"), ("--verbose", 0, "two ways"),
        ("a - b", 2, "stands alone"),
        ("a ! b", 2, "stands alone"), ("level=>warn", 5, "write >="), ("duration=<5ms", 8, "write <="),
        ("a =! b", 2, "write !="),
        ("level:", 6, "a value is missing"), ("level: warn", 6, "a value is missing"),
        ("level=warn*", 6, "is no level"),
        ("car*clined", 3, "needs a field"), ("&& a", 0, "a term is missing before '&&'"),
        ("a ||", 4, "a term is missing"),
        ("a || || b", 5, "a term is missing before"), ("service in (a", 11, "is not closed"),
        ("service in (a b)", 14, "joined by"),
        ("service in ()", 12, "a value is missing"), ("service:(a", 8, "is not closed"),
        ("level:>=loud", 8, "is no level"),
        ("duration>(1ms,2ms)", 9, "a value is missing"), ("time=25:00", 5, "is no time"),
        ("time>2026-02-30", 5, "is no time"),
        ("it's 'open", 5, "quote is not closed"), ("message:(", 9, "a value is missing"),
    ])
    func saysWhereAndWhat(_ text: String, _ offset: Int, _ message: String) {
        do throws(QueryError) {
            _ = try Query(text, now: QueryTests.now)
            Issue.record("compiled")
        } catch {
            #expect(error.offset == offset)
            #expect(error.message.contains(message), "\(error.message)")
        }
    }

    /// Any text of these pieces is refused within itself or answers, and `not` before it answers the opposite.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func anyText(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pieces = [
            "level", "service", "time", ":", ">=", "=", "in ", "(", ")", "\"", "'", " ", "-", "!", "*", "&&", "||",
            "not ", "or ", ",", "~",
            "orders", "14:03", "2026-11-21", "-15m", "[0]", "[]", "$.", ".", "exists", "é",
            "\u{1F469}\u{200D}\u{1F467}", "\\", "<>", "now", "1e999",
        ]
        let snapshot = TestLog.snapshot(QueryTests.lines, chunkRecords: 3)
        var compiled = 0
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in pieces.randomElement(using: &random) ?? ""
            }.joined()
            do throws(QueryError) {
                let found = snapshot.matches(try Query(text, now: QueryTests.now), in: snapshot.ids)
                compiled += 1
                guard text.contains(where: { $0 != " " }) else { continue }
                let others = snapshot.matches(try Query("not (\(text))", now: QueryTests.now), in: snapshot.ids)
                #expect(found.count + others.count == QueryTests.lines.count, "\(text)")
            } catch {
                #expect((0...text.count).contains(error.offset), "\(text)")
                #expect(!error.message.isEmpty)
            }
        }
        #expect(compiled > 100)
    }

    @Test("Signs of negation are no depth")
    func depth() {
        #expect(throws: Never.self) { try Query(String(repeating: "!", count: 10_000) + "a") }
        #expect(throws: QueryError.self) { try Query(String(repeating: "!(", count: 10_000) + "a") }
        #expect(throws: QueryError.self) { try Query(String(repeating: "-", count: 10_000) + "a") }
        #expect(throws: QueryError.self) { try Query("service in " + String(repeating: "(", count: 10_000)) }
    }
}
