import EventModel

@testable import Telemetry

/// Random lines and queries about them: many spellings of few values, so that queries match now and then.
struct RandomLog {
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    private mutating func one<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    static let words = [
        "timeout", "Timeout", "card declined", "Card Declined", "café", "CAFÉ", "caf\\u00e9", "say \\\"hi\\\"", "a/b",
        "a\\/b",
        "back\\\\slash", "tab\\there", "Жук", "ЖУК", "\\u0416ук", "straße", "", "x", "99.5", "true", "null", "e", "1e3",
    ]
    private static let services = ["orders", "payments", "Orders", "Zoë", String(repeating: "n", count: 220), ""]
    private static let types = ["OrderPlaced", "OrderPaid", "PaymentFailed"]

    private mutating func member() -> String {
        let word = one(Self.words)
        let number = one(["0", "1", "-3", "2.5", "100", "1e2", "1000000", "70000", "0.1"])
        let quoted = "\"\(word)\""
        let object = "{\"in\":\(quoted)}"
        let list = "[1,\(quoted)]"
        let escaped = "{\"t\\u006ftal\":100}"
        switch Int.random(in: 0..<28, using: &random) {
        case 0, 1: return #""level":"\#(one(["INFO", "warn", "ERROR", "debug", "fatal", "?"]))""#
        case 2: return #""level":\#(one(["10", "30", "50", "60"]))"#
        case 3, 4: return #""service":"\#(one(Self.services))""#
        case 5: return #""event_type":"\#(one(Self.types))""#
        case 6: return #""correlation_id":"c-\#(Int.random(in: 0..<5, using: &random))""#
        case 7, 8: return #""message":"\#(word) \#(one(Self.words))""#
        case 9: return #""msg":\#(one([number, "true", object, "null", list]))"#
        case 10: return #""duration_ms":\#(number == "-3" ? "0.001" : number)"#
        case 11: return #""attempt":\#(number)"#
        case 12: return #""hop":"\#(one(["publish", "queue", "invoke", "elsewhere"]))""#
        case 13: return #""resource":"\#(one(["default", "queue-\(word)"]))""#
        case 14: return #""error":{"type":"\#(one(["CardDeclined", "Timeout"]))","message":"\#(word)"}"#
        case 15: return #""error":\#(one(["{}", quoted, "null", object, "[]"]))"#
        case 16: return #""request_id":"\#(one(["r-1", "r-2", ""]))""#
        case 17: return #""event_id":"e-\#(Int.random(in: 0..<4, using: &random))""#
        case 18: return #""causation_id":"e-\#(Int.random(in: 0..<4, using: &random))""#
        case 19: return #""payload":{"total":\#(number),"sku":"\#(word)","items":[{"n":1},{"n":\#(number)}]}"#
        case 20: return #""payload":\#(one([quoted, "null", "[]", escaped]))"#
        case 21: return #""a.b":"\#(word)""#
        case 22: return #""tags":["red","\#(word)"]"#
        case 23: return #""timestamp":"2026-11-21T14:\#(Int.random(in: 10...59, using: &random)):00Z""#
        case 24: return #""wait_ms":\#(number)"#
        case 25: return #""took":"\#(one(["1.5s", "20ms", "soon"]))""#
        case 26:
            return
                #""_aws":{"Timestamp":1795272600000,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["service"]],"Metrics":[{"Name":"Count"}]}]},"Count":1"#
        default: return #""\#(one(["cold_start", "note"]))":\#(one(["true", "false", "null", quoted]))"#
        }
    }

    mutating func line() -> String {
        let object =
            "{" + (0..<Int.random(in: 0...7, using: &random)).map { _ in member() }.joined(separator: one([",", ", "]))
            + "}"
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return one(["plain \(one(Self.words)) text", "{\"broken\":", "timeout", "\\u0041", "[1,2]", "x"])
        case 1:
            let inner = object.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return #"{"log":"\#(inner)\n","stream":"stdout","time":"2026-11-21T14:50:00Z"}"#
        case 2: return #"{"@t":"2026-11-21T14:50:00Z","@mt":"Hello {Name}, timeout","Name":"\#(one(Self.words))"}"#
        case 3:
            return
                #"{"MESSAGE":[116,105,109,101,111,117,116],"__REALTIME_TIMESTAMP":"1795272600000000","PRIORITY":"4"}"#
        case 4: return "2026-11-21T14:55:00Z stdout F \(object)"
        default: return object
        }
    }

    mutating func query(_ depth: Int = 2) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 12 : 5), using: &random) {
        case 5, 6, 7: return "\(query(depth - 1)) \(query(depth - 1))"
        case 8, 9: return "(\(query(depth - 1)) or \(query(depth - 1)))"
        case 10, 11: return "not (\(query(depth - 1)))"
        default: return term()
        }
    }

    private mutating func term() -> String {
        let word = one([
            "timeout", "TIMEOUT", "card declined", "café", "say \\\"hi\\\"", "a/b", "slash", "back\\\\slash", "жук",
            "x", "e",
            "99.5", "stdout", "Hello", "1", "\\u00", "true", "null", "no such text", "tab", "straße", "\\t",
        ])
        let order = one(["=", "!=", "<", "<=", ">", ">="])
        let number = one(["0", "1", "2.5", "100", "-3", "1000", "65535", "65534", "70000", "1e2", "12kb"])
        let pattern = one([
            "~time.?out", "~\"^Order\"", "!~(?i)CARD", "~\"[a-c]\"", "~\"e$\"", "~\"(?i)caf\u{e9}\"", "~Zo",
            "~\"\\\\d+\"",
            "~\"hi|decl\"", "~\"^$\"", "~\"Hello .*\u{d6}?\"", "~in,meout", "~\"\\bx\\b\"", "~\".\"",
        ])
        let path = one([
            "payload.total", "payload.sku", "payload.items.n", "payload.items.1.n", "a.b", "tags", "note", "took",
        ])
        let field = one([
            "level", "service", "type", "id", "message", "duration", "wait", "hop", "resource", "attempt", "time",
            "error",
            "error.type", "error.message", "request_id", "event_id", "causation_id", "file", "line", "metric",
            "generation",
        ])
        switch Int.random(in: 0..<22, using: &random) {
        case 0, 1, 2: return "\"\(word)\""
        case 3: return "level\(order)\(one(["warn", "error", "info", "fatal"]))"
        case 4: return "service=\(one(["orders", "payments,Orders", "Zoë", String(repeating: "n", count: 220)]))"
        case 5: return "type\(one(["=OrderPaid", "!=OrderPaid", ">=P", "<PaymentFailed"]))"
        case 6: return "id=c-\(one(["1", "2,c-3", "9"]))"
        case 7, 8: return "\(field)\(pattern)"
        case 9, 10: return "\(path)\(pattern)"
        case 11: return "duration\(order)\(one(["2.5ms", "100", "1s", "0", "-3", "2500us"]))"
        case 12: return "attempt\(order)\(number)"
        case 13: return "line\(order)\(number)"
        case 14: return "time\(order)\(one(["2026-11-21T14:30:00Z", "-15m", "2026-11-21", "now"]))"
        case 15: return "exists(\(one([field, path, "payload", "nothing.here"])))"
        case 16, 17: return "\(path)\(order)\(one([number, "\"\(word)\"", "true", "null", "1s"]))"
        case 18: return "message\(order)\"\(one([word, "timeout x", "café café"]))\""
        case 19: return "hop\(one(["=publish,queue", "!=invoke", "~\"^p\"", ">=invoke"]))"
        case 20: return "\(one(["event_id", "causation_id"]))\(one(["=e-1", "!=e-2", "=e-1,e-3", "~e"]))"
        default:
            return one([
                "metric=true", "error.type=CardDeclined", "error~Card", "error=Timeout", "request_id=r-1",
                "file=test.jsonl",
                "resource~queue", "cold_start=true", "generation=1", "wait>=1", "error.message~\"slash|x\"",
                "exists(request_id)", "duration=1,2.5", "attempt=1,100",
            ])
        }
    }
}

extension StoreSnapshot {
    /// What a query finds record by record, each line decoded and nothing else looked at.
    func plainMatches(_ query: Query) -> [Int] {
        let decoder = LineDecoder()
        return ids.filter { id in
            guard let (chunk, row) = place(id), let line = raw(id) else { return false }
            let padded = line + [UInt8](repeating: 0, count: LineDecoder.padding)
            return padded.withUnsafeBufferPointer { padded in
                let line = UnsafeBufferPointer(rebasing: padded[..<line.count])
                let decoded = !chunk.flags[row].contains(.malformed) && decoder.decode(line)
                return query.root.matches(
                    RecordView(
                        line: line,
                        decoder: decoded ? decoder : nil,
                        time: Timestamp(nanoseconds: chunk.when(row)),
                        file: names.name(chunk.source[row]) ?? "",
                        number: Int(chunk.line[row])
                    )
                )
            }
        }
    }
}
