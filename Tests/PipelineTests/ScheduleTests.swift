import EventModel
import Testing

@testable import Pipeline

@Suite struct CronExpressionTests {
    private func times(_ text: String, after start: String, _ count: Int = 3) throws -> [String] {
        let cron = try CronExpression(text)
        var at = try #require(Timestamp(rfc3339: start))
        var found: [String] = []
        for _ in 0..<count {
            guard let next = cron.next(after: at) else { break }
            found.append(String(next.rfc3339(digits: 0).dropLast(4)))
            at = next
        }
        return found
    }

    @Test(arguments: [
        ("0 10 * * ? *", ["2026-01-31T10:00", "2026-02-01T10:00", "2026-02-02T10:00"]),
        ("0/15 * * * ? *", ["2026-01-30T12:15", "2026-01-30T12:30", "2026-01-30T12:45"]),
        ("15 12 * * ? *", ["2026-01-30T12:15", "2026-01-31T12:15", "2026-02-01T12:15"]),
        ("0 18 ? * MON-FRI *", ["2026-01-30T18:00", "2026-02-02T18:00", "2026-02-03T18:00"]),
        ("0 8 L * ? *", ["2026-01-31T08:00", "2026-02-28T08:00", "2026-03-31T08:00"]),
        ("0 0 L 2 ? 2027-2032", ["2027-02-28T00:00", "2028-02-29T00:00", "2029-02-28T00:00"]),
        ("0 0 ? * L *", ["2026-01-31T00:00", "2026-02-07T00:00", "2026-02-14T00:00"]),
        ("0 0 ? * 6L *", ["2026-02-27T00:00", "2026-03-27T00:00", "2026-04-24T00:00"]),
        ("0 0 ? * 3#2 *", ["2026-02-10T00:00", "2026-03-10T00:00", "2026-04-14T00:00"]),
        ("0 0 ? * SUN#5 *", ["2026-03-29T00:00", "2026-05-31T00:00", "2026-08-30T00:00"]),
        // The 1st of February and of March 2026 are Sundays, the 1st of August is a Saturday.
        ("0 0 1W 2,3,8 ? *", ["2026-02-02T00:00", "2026-03-02T00:00", "2026-08-03T00:00"]),
        // The 31st of January 2026 is a Saturday, that of May a Sunday; February has none.
        ("0 0 31W 1-5 ? 2026", ["2026-03-31T00:00", "2026-05-29T00:00"]),
        // The last of January 2026 is a Saturday, that of May a Sunday.
        ("0 0 LW 1,5 ? 2026", ["2026-05-29T00:00"]),
        ("0 0 lw * ? 2026", ["2026-02-27T00:00", "2026-03-31T00:00", "2026-04-30T00:00"]),
        ("0 0 15,LW 2 ? 2026", ["2026-02-15T00:00", "2026-02-27T00:00"]),
        ("0/10 0 ? JAN-DEC/6 mon-fri/2 *", ["2026-07-01T00:00", "2026-07-01T00:10", "2026-07-01T00:20"]),
        ("0 0 29 FEB ? *", ["2028-02-29T00:00", "2032-02-29T00:00", "2036-02-29T00:00"]),
        ("0 0 30 2 ? *", []), ("0 0 1 1 ? 2000", []), ("59 23 31 12 ? 2199", ["2199-12-31T23:59"]),
        ("5,10-12 0-1 1 */6 ? *", ["2026-07-01T00:05", "2026-07-01T00:10", "2026-07-01T00:11"]),
    ])
    func instants(text: String, expected: [String]) throws {
        #expect(try times(text, after: "2026-01-30T12:14:30Z") == expected)
    }

    @Test(arguments: [
        ("0 10 * * *", "6 fields"), ("0 10 * * * *", "one of them must be ?"),
        ("0 10 ? * ? *", "only one of them can be ?"),
        ("60 10 * * ? *", "minutes: 60 cannot stand there: it is from 0 to 59"), ("0 24 * * ? *", "hours: 24"),
        ("0 0 0 * ? *", "day-of-month: 0"), ("0 0 1 13 ? *", "month: 13"), ("0 0 ? * 8 *", "day-of-week: 8"),
        ("0 0 ? * MOO *", "day-of-week: MOO"), ("0 0 * * ? 1969", "year: 1969"), ("5-1 0 * * ? *", "a range goes up"),
        ("0/0 0 * * ? *", "a step is from 1"), ("1,,2 0 * * ? *", "both sides of a comma"),
        ("0 0 ? * 3#1,6#3 *", "with # it is the only one of its field"), ("0 0 ? * LW *", "day-of-week: LW"),
        ("0 0 WL * ? *", "day-of-month: WL"), ("0 0 W * ? *", "day-of-month: nothing"),
        ("0 0 ? * 3#6 *", "after # stands"),
        ("0 0 32W * ? *", "day-of-month: 32"), ("-1 0 * * ? *", "minutes: nothing"),
        ("99999999999999999999 0 * * ? *", "minutes"),
        ("1/2/3 0 * * ? *", "one step"), ("L 0 * * ? *", "minutes: L"),
    ])
    func mistakesNameTheirField(text: String, why: String) {
        let error = #expect(throws: ScheduleError.self) { try CronExpression(text) }
        #expect(error?.description.contains(why) == true, "\(error?.description ?? "")")
    }

    /// One field as text, and whether it takes a number, made without the reader.
    private struct Field {
        var text: String
        var takes: (Int) -> Bool
        static func random(_ range: ClosedRange<Int>, from first: Int? = nil, _ random: inout SeededGenerator) -> Field
        {
            let a = Int.random(in: range, using: &random)
            let b = Int.random(in: range, using: &random)
            let step = Int.random(in: 1...7, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: return Field(text: "*") { _ in true }
            case 1: return Field(text: "\(a)") { $0 == a }
            case 2: return Field(text: "\(a),\(b)") { $0 == a || $0 == b }
            case 3: return Field(text: "\(min(a, b))-\(max(a, b))") { $0 >= min(a, b) && $0 <= max(a, b) }
            case 4: return Field(text: "\(a)/\(step)") { $0 >= a && ($0 - a) % step == 0 }
            default:
                return Field(text: "*/\(step)") { ($0 - (first ?? range.lowerBound)) % step == 0 }
            }
        }
    }

    /// A day of the month as text, and whether it takes a day of a month of a length whose day `d` is weekday `w(d)`.
    private func randomDay(_ random: inout SeededGenerator) -> (
        dom: String, dow: String, takes: (Int, Int, (Int) -> Int) -> Bool
    ) {
        let n = Int.random(in: 1...31, using: &random)
        let weekday = Int.random(in: 1...7, using: &random)
        let nth = Int.random(in: 1...5, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return ("L", "?", { day, length, _ in day == length })
        case 1:
            return (
                "\(n)W", "?",
                { day, length, w in
                    guard n <= length else { return false }
                    // Of the weekdays of the month the nearest; a Saturday looks back first, a Sunday ahead.
                    let order = w(n) == 1 ? [0, 1, -1, 2, -2] : [0, -1, 1, -2, 2]
                    let found = order.map { n + $0 }.first { $0 >= 1 && $0 <= length && w($0) != 1 && w($0) != 7 }
                    return day == found
                }
            )
        case 2: return ("?", "\(weekday)L", { day, length, w in w(day) == weekday && day + 7 > length })
        case 3: return ("?", "\(weekday)#\(nth)", { day, _, w in w(day) == weekday && (day - 1) / 7 + 1 == nth })
        case 4:
            let field = Field.random(1...7, &random)
            return ("?", field.text, { day, _, w in field.takes(w(day)) })
        default:
            let field = Field.random(1...31, &random)
            return (field.text, "?", { day, _, _ in field.takes(day) })
        }
    }

    @Test func theNextInstantIsTheOneThatALoopOverAllMinutesFinds() throws {
        var random = SeededGenerator(seed: 2_026)
        for _ in 0..<400 {
            let minute = Field.random(0...59, &random)
            let hour = Field.random(0...23, &random)
            let month = Field.random(1...12, &random)
            let year =
                Bool.random(using: &random)
                ? Field(text: "*") { _ in true } : Field.random(2024...2030, from: 1970, &random)
            let day = randomDay(&random)
            let text = "\(minute.text) \(hour.text) \(day.dom) \(month.text) \(day.dow) \(year.text)"
            let cron = try CronExpression(text)
            let start = Timestamp(seconds: Int64.random(in: 1_735_689_600..<1_800_000_000, using: &random))
            // Day by day, then minute by minute, for two years.
            var expected: Timestamp?
            var midnight = Int64(start.nanoseconds / 1_000_000_000 / 86_400) * 86_400
            search: for _ in 0..<731 {
                let c = Timestamp(seconds: midnight).civil
                var length = 28
                while Timestamp(seconds: midnight + Int64((length + 1 - c.day) * 86_400)).civil.month == c.month {
                    length += 1
                }
                // The fourth of January 1970 was a Sunday.
                let today = Int(midnight / 86_400 + 4) % 7
                let weekday = { (d: Int) in ((today + d - c.day) % 7 + 7) % 7 + 1 }
                if year.takes(c.year), month.takes(c.month), day.takes(c.day, length, weekday) {
                    for m in 0..<1_440 where minute.takes(m % 60) && hour.takes(m / 60) {
                        let at = Timestamp(seconds: midnight + Int64(m * 60))
                        if at > start {
                            expected = at
                            break search
                        }
                    }
                }
                midnight += 86_400
            }
            let found = cron.next(after: start)
            if let expected {
                #expect(found == expected, "\(text) after \(start.rfc3339())")
            } else if let found {
                #expect(found.nanoseconds >= midnight * 1_000_000_000, "\(text) after \(start.rfc3339())")
            }
        }
    }
}

@Suite struct ScheduleTests {
    private func definition(_ expression: String, handler: @escaping FunctionDefinition.Handler = { _, _ in [:] })
        -> PipelineDefinition
    {
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "q"), QueueDefinition(name: "dead")]
        d.functions = [FunctionDefinition(name: "f", service: "s", handler: handler)]
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["aws.events"], "detail-type": ["Scheduled Event"]],
                targets: [TargetDefinition(id: "q", .queue("q"))]
            )
        ]
        d.schedules = [
            ScheduleDefinition(
                name: "tick",
                expression: expression,
                bus: "default",
                targets: [TargetDefinition(id: "f", .function("f"))]
            )
        ]
        return d
    }

    @Test(arguments: [
        ("rate(1 minute)", 60.0), ("rate(5 minutes)", 300), ("rate(1 hour)", 3_600), ("rate(2 days)", 172_800),
    ])
    func rates(text: String, seconds: Double) throws {
        let start = Timestamp(seconds: 1_000)
        let rate = try ScheduleExpression(text)
        let next = try #require(rate.next(after: start, from: start))
        #expect((next - start).inSeconds == seconds)
        let late = start + .nanoseconds(Int64(seconds * 2.5 * 1e9))
        let third = try #require(rate.next(after: late, from: start))
        #expect((third - start).inSeconds == seconds * 3)
    }

    @Test(arguments: [
        "rate(0 minutes)", "rate(1 minutes)", "rate(2 minute)", "rate(1 week)", "rate(x days)", "every day", "rate()",
    ])
    func wrongRates(text: String) { #expect(throws: ScheduleError.self) { try ScheduleExpression(text) } }

    @Test func aScheduleRunsOnItsBusAndAtItsTargets() async throws {
        let seen = Record<JSON>()
        let clock = ManualClock(Timestamp(seconds: 1_800_000_000))
        let bench = try TestBench(
            definition("rate(5 minutes)") { payload, _ in
                seen.add(payload)
                return [:]
            },
            clock: clock
        )
        let pipeline = bench.pipeline
        let lines = pipeline.subscribe()
        try await pipeline.running {
            await pipeline.settle()
            // A schedule is nothing to wait for: it never ends.
            #expect(pipeline.activity == .idle)
            let due = try await pipeline.schedules().map(\.due)
            #expect(due == [clock.now() + .seconds(300)])
            while clock.sleepers < 3 { await Task.yield() }
            clock.advance(by: .seconds(300))
            for await batch in lines where String(decoding: batch, as: UTF8.self).contains("schedule run") { break }
            await pipeline.drain(advancing: clock)
        }
        #expect(seen.all.count == 1)
        #expect(seen.all[0]["detail-type"] == "Scheduled Event" && seen.all[0]["source"] == "aws.events")
        #expect(seen.all[0]["detail"] == [:])
        #expect(try await pipeline.receive(from: "q").count == 1)
        let accounts = try await pipeline.accounts()
        #expect(accounts.flows.map(\.name) == ["tick"] && accounts.started == 1)
    }

    @Test func whatWasMissedRunsOnceAndSaysSo() async throws {
        let seen = Record<JSON>()
        let d = definition("cron(0 * * * ? *)") { payload, _ in
            seen.add(payload)
            return [:]
        }
        let clock = ManualClock(Timestamp(seconds: 1_800_000_000))
        let first = try TestBench(d, clock: clock)
        try await first.pipeline.register()
        let due = try #require(try await first.pipeline.schedules().first).due
        first.pipeline.close()
        clock.advance(to: due + .seconds(5 * 3_600 + 90))
        let second = try TestBench(d, in: first.folder, clock: clock) { $0.ids = countingIDs("second") }
        try await second.drain { pipeline in
            try await pipeline.runSchedules(at: clock.now())
            #expect(try await pipeline.runSchedules(at: clock.now()) == 0)
        }
        #expect(seen.all.count == 1)
        #expect(seen.all.first?[path: "detail.missed"] == true)
        #expect(seen.all.first?["time"]?.string == due.rfc3339(digits: 6))
        #expect(try await second.pipeline.schedules().map(\.due) == [due + .seconds(6 * 3_600)])
        #expect(try second.lines().contains { $0["missed"] == true && $0["hop"] == "publish" })
    }

    @Test func aTargetThatIsGoneDiesAndAScheduleThatIsOffDoesNotRun() async throws {
        var d = definition("rate(1 minute)")
        d.schedules[0].targets = [TargetDefinition(id: "gone", .queue("nowhere"), deadLetterQueue: "dead")]
        let bench = try TestBench(d)
        let clock = bench.clock
        try await bench.pipeline.register()
        clock.advance(by: .seconds(60))
        try await bench.drain { try await $0.runSchedules(at: clock.now()) }
        let letter = try #require(
            try await BundledDeadLetterBroker(bench.pipeline).peek("dead", after: nil, limit: 1).first
        )
        #expect(letter.source == .init(.target, "schedule:tick/gone"))
        bench.pipeline.close()
        d.schedules[0].isEnabled = false
        let off = try TestBench(d, in: bench.folder, clock: clock) { $0.ids = countingIDs("off") }
        try await off.pipeline.register()
        clock.advance(by: .seconds(600))
        #expect(try await off.pipeline.runSchedules(at: clock.now()) == 0)
        off.pipeline.close()
        d.schedules[0].isEnabled = true
        let on = try TestBench(d, in: bench.folder, clock: clock) { $0.ids = countingIDs("on") }
        try await on.pipeline.register()
        // It begins anew: what would have run while it was off was not missed.
        #expect(try await on.pipeline.schedules().map(\.due) == [clock.now() + .seconds(60)])
    }

    @Test func definitionsAreRefused() {
        func refusal(_ schedule: ScheduleDefinition) -> String {
            var d = PipelineDefinition()
            d.schedules = [schedule]
            do {
                try d.validate()
                return ""
            } catch { return error.description }
        }
        #expect(refusal(ScheduleDefinition(name: "a", expression: "rate(1 minute)", bus: "default")) == "")
        #expect(
            refusal(ScheduleDefinition(name: "a", expression: "rate(1 minute)")).contains("neither a bus nor a target")
        )
        #expect(refusal(ScheduleDefinition(name: "a", expression: "rate(1 minute)", bus: "x")).contains("no bus x"))
        #expect(
            refusal(ScheduleDefinition(name: "a", expression: "cron(61 * * * ? *)", bus: "default"))
                == "schedule a: expression: minutes: 61 cannot stand there: it is from 0 to 59"
        )
    }
}
