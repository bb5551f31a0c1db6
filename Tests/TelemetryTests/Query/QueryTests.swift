import EventModel
import Testing

@testable import Telemetry

/// What each query finds among the same few lines.
@Suite("Queries")
struct QueryTests {
    static let now = Timestamp(rfc3339: "2026-11-21T15:00:00Z") ?? TestLog.start

    static let lines = [
        // 1
        #"{"timestamp":"2026-11-21T14:00:00Z","severity":"INFO","service_name":"orders","event_type":"OrderPlaced","correlation_id":"c-1","message":"order placed","hop":"publish","event_id":"e-1","resource":"default","payload":{"total":150,"items":[{"sku":"a","n":1},{"sku":"b","n":2}]}}"#,
        // 2
        #"{"timestamp":"2026-11-21T14:30:00Z","severity":"WARN","service_name":"payments","event_type":"OrderPaid","correlation_id":"c-1","message":"slow bank","duration_ms":300,"attempt":2,"payload":{"total":99.5}}"#,
        // 3
        #"{"timestamp":"2026-11-21T14:50:00Z","severity":"ERROR","service_name":"payments","event_type":"PaymentFailed","correlation_id":"c-2","message":"Card Declined","duration_ms":20.5,"error":{"type":"CardDeclined","message":"no funds"},"cold_start":true,"bytes":10240}"#,
        // 4
        "plain text, not JSON: card declined",
        // 5
        #"{"timestamp":"2026-11-21T14:59:00Z","severity":"DEBUG","service_name":"shipping","message":"caf\u00e9 d\u00e9j\u00e0 vu","cold_start":false,"note":null,"tags":["red","Grün"],"took":"1.5s","a.b":"flat"}"#,
        // 6
        #"{"_aws":{"Timestamp":1795272600000,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["service"]],"Metrics":[{"Name":"Count"}]}]},"service":"orders","Count":1}"#,
        // 7
        #"{"timestamp":"2026-11-21T14:59:59Z","level":60,"service":"orders","msg":"(out) \"of\" memory=1","trace_id":"t-7","deep":{"er":{"list":[[1,2],[3]],"on":"yes"}},"count":"12"}"#,
    ]

    static let table: [(String, [Int])] = [
        ("", [1, 2, 3, 4, 5, 6, 7]), ("   ", [1, 2, 3, 4, 5, 6, 7]),
        // Severity, by rank
        ("level>=warn", [2, 3, 7]), ("severity=error", [3]), ("level<info", [5]), ("level!=info", [2, 3, 4, 5, 6, 7]),
        ("level=warn,fatal", [2, 7]), ("level<=fatal", [1, 2, 3, 5, 7]), ("level=WARN", [2]),
        // Names
        ("service=orders,payments", [1, 2, 3, 6, 7]), ("service_name=orders", [1, 6, 7]),
        ("service!=orders", [2, 3, 4, 5]),
        ("type~\"^Order\"", [1, 2]), ("event_type=OrderPaid", [2]), ("type~Placed,Failed", [1, 3]),
        ("type!~Order", [3, 4, 5, 6, 7]),
        ("id=c-1", [1, 2]), ("correlation_id=t-7", [7]), ("id~^c", [1, 2, 3]), ("resource=default", [1]),
        ("hop=publish", [1]),
        ("hop=publish,queue", [1]), ("event_id=e-1", [1]),
        // Amounts
        ("duration>250ms", [2, 5]), ("duration<0.25s", [3]), ("duration=300", [2]),
        ("duration>=20.5ms duration<1s", [2, 3]),
        ("payload.total>=100", [1]), ("payload.total<100", [2]), ("payload.total=99.50", [2]), ("attempt>1", [2]),
        ("attempt=2", [2]),
        ("bytes=10240", [3]), ("bytes>=10kb", [3]), ("bytes>=10kib", [3]), ("bytes>10kib", []), ("took>1s", [5]),
        ("took<1s", []),
        ("count>9", [7]),
        // Times
        ("time>-15m", [3, 4, 5, 6, 7]), ("time<2026-11-21T14:30:00Z", [1]),
        ("time>=2026-11-21T14:30:00Z time<-5m", [2, 3, 4, 6]), ("time<2026-11-21", []),
        ("timestamp>2026-11-21T15:30:00+01:00", [3, 4, 5, 6, 7]),
        // Text
        ("\"card declined\"", [3, 4]), ("declined", [3, 4]), ("DECLINED", [3, 4]), ("'slow bank'", [2]), ("café", [5]),
        ("CAFÉ", [5]),
        ("grün", [5]), ("\"(out) \\\"of\\\" memory=1\"", [7]), ("OrderPlaced", [1]),
        // Paths
        ("payload.items.sku=b", [1]), ("payload.items.1.n=2", [1]), ("payload.items.0.n=2", []), ("a.b=flat", [5]),
        ("deep.er.on=yes", [7]),
        ("deep.er.list=3", []), ("tags=red", [5]), ("tags~^Gr", [5]), ("payload.nothing=1", []),
        ("payload.nothing!=1", [1, 2, 3, 4, 5, 6, 7]),
        // Existence, truth and null
        ("exists(error)", [3]), ("exists(payload)", [1, 2]), ("exists(payload.items)", [1]), ("exists(note)", []),
        ("exists(level)", [1, 2, 3, 5, 7]),
        ("exists(duration)", [2, 3, 5]), ("not exists(correlation_id)", [4, 5, 6]), ("note=null", [5]),
        ("cold_start=true", [3]),
        ("not cold_start=true", [1, 2, 4, 5, 6, 7]), ("cold_start=false", [5]), ("exists(cold_start)", [3, 5]),
        // Errors
        ("error.type=CardDeclined", [3]), ("error.message~funds", [3]), ("error~Card", [3]),
        ("error=\"no funds\"", [3]),
        // Files and lines
        ("file=test.jsonl line>5", [6, 7]), ("file~other", []), ("line=4", [4]),
        // Metrics
        ("metric=true", [6]), ("metric=false", [1, 2, 3, 4, 5, 7]), ("metric!=true", [1, 2, 3, 4, 5, 7]),
        ("not metric=true service=orders", [1, 7]),
        ("metric=true,false", [1, 2, 3, 4, 5, 6, 7]),
        // Logic
        ("service=payments level>=error", [3]), ("service=payments and level>=error", [3]),
        ("level=error or level=debug", [3, 5]),
        ("service=orders (level=info or level=fatal)", [1, 7]), ("not (service=orders or service=payments)", [4, 5]),
        ("not not level=info", [1]), ("level=info or level=warn service=payments", [1, 2]),
        ("NOT level>=trace", [4, 6]),
        ("level>=warn service=orders,payments type~\"^Order\" duration>250ms \"slow\" not cold_start=true", [2]),
        ("service==orders", [1, 6, 7]), ("message=\"order placed\"", [1]), ("message~\"(?i)CARD\"", [3, 4]),
        ("message~\"^order.*d$\"", [1]),
    ]

    @Test(arguments: table)
    func finds(_ text: String, _ expected: [Int]) throws {
        let query = try Query(text, now: Self.now)
        let snapshot = TestLog.snapshot(Self.lines, chunkRecords: 3)
        let found = snapshot.matches(query, in: snapshot.ids)
        #expect(found.map { $0 + 1 } == expected)
        #expect(snapshot.ids.filter { snapshot.matches($0, query) } == found)
        #expect(query.text == text)
    }

    @Test("A JSON object matches as its line would", arguments: table)
    func matchesJSON(_ text: String, _ expected: [Int]) throws {
        // An object has no file, no line, and no time of arrival.
        guard !text.contains("file"), !text.contains("line") || text.contains("declined") else { return }
        let query = try Query(text, now: Self.now)
        for (n, line) in Self.lines.enumerated() where n != 3 {
            #expect(query.matches(try JSON(parsing: line)) == expected.contains(n + 1), "line \(n + 1)")
        }
    }

    @Test("The next match on and back, and none beyond the last")
    func nextMatch() throws {
        let snapshot = TestLog.snapshot(Self.lines, chunkRecords: 2)
        let query = try Query("service=orders")
        #expect(snapshot.nextMatch(query, from: 0) == 0)
        #expect(snapshot.nextMatch(query, from: 1) == 5)
        #expect(snapshot.nextMatch(query, from: 4, backwards: true) == 0)
        #expect(snapshot.nextMatch(try Query("service=payments"), from: 3) == nil)
        #expect(snapshot.nextMatch(query, from: 99) == 6 || snapshot.nextMatch(query, from: 99) == nil)
        #expect(TestLog.snapshot([]).nextMatch(query, from: 0) == nil)
    }

    @Test("Time order, bounds and the last few")
    func timeOrder() throws {
        let snapshot = TestLog.snapshot([Self.lines[4], Self.lines[0], Self.lines[2], Self.lines[1]])
        #expect(snapshot.idsInTimeOrder() == [1, 3, 2, 0])
        #expect(snapshot.idsInTimeOrder(limit: 2) == [2, 0])
        #expect(snapshot.idsInTimeOrder(limit: 0).isEmpty)
        #expect(snapshot.idsInTimeOrder(matching: try Query("level>=warn")) == [3, 2])
        let half = Timestamp(rfc3339: "2026-11-21T14:30:00Z")
        #expect(snapshot.idsInTimeOrder(since: half) == [3, 2, 0])
        #expect(snapshot.idsInTimeOrder(until: half) == [1, 3])
    }

    @Test("A cancelled search ends")
    func cancellation() async throws {
        let snapshot = TestLog.snapshot((0..<5000).map { #"{"message":"line \#($0)"}"# })
        let query = try Query("zzz")
        let found = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return (snapshot.matches(try Query("line"), in: snapshot.ids).count, snapshot.nextMatch(query, from: 0))
        }.result
        let (count, next) = try found.get()
        #expect(count == 0 && next == nil)
    }
}
