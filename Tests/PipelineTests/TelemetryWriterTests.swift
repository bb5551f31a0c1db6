import EventModel
import Testing

@testable import Pipeline

@Suite struct TelemetryWriterTests {
    private func lines(_ texts: [String]) -> TelemetryLines {
        var lines = TelemetryLines()
        for text in texts {
            lines.add(.init(Timestamp(seconds: 0), .info, service: "s", eventType: "T", correlationID: "c", text))
        }
        return lines
    }

    @Test func aLineSaysWhatEveryLineSays() throws {
        var lines = TelemetryLines()
        let at = Timestamp(nanoseconds: 1_800_000_000_123_456_789)
        lines.add(.init(at, .warn, service: "s\"", eventType: "T", correlationID: nil, "two\nlines")) { fields in
            fields.add("attempt", 2)
            fields.add("duration_ms", milliseconds: .nanoseconds(1_234_567))
            fields.add("missing", nil as String?)
            fields.add("cold_start", true)
        }
        let text = String(decoding: lines.bytes, as: UTF8.self)
        #expect(
            text
                == #"{"timestamp":"2027-01-15T08:00:00.123456Z","severity":"WARN","service_name":"s\"","event_type":"T","#
                + #""message":"two\nlines","attempt":2,"duration_ms":1.235,"cold_start":true}"# + "\n"
        )
    }

    @Test func filesAreRotatedAndBoundedAndHoldWholeLines() throws {
        let folder = TestFolder()
        let writer = try TelemetryWriter(folder: folder.path, maximumBytes: 1000, maximumFiles: 3)
        for n in 0..<100 {
            writer.write(lines(["line \(n)"]))
            writer.flush()
        }
        let files = TestFolder.list(folder.path)
        #expect(files.count == 3)
        var said: [String] = []
        for file in files {
            let bytes = TestFolder.read(folder.path + "/" + file)
            #expect(bytes.count <= 1000 && bytes.last == 10)
            said += try bytes.split(separator: 10).compactMap { try JSON(parsing: Array($0))["message"]?.string }
        }
        #expect(said == (100 - said.count..<100).map { "line \($0)" })
        // Another writer goes on with the next number; one with a prefix of its own keeps apart.
        let again = try TelemetryWriter(folder: folder.path, maximumFiles: 10)
        again.write(lines(["more"]))
        again.close()
        let tool = try TelemetryWriter(folder: folder.path, prefix: "telemetry-77-", maximumFiles: 10)
        tool.write(lines(["tool"]))
        tool.close()
        let names = TestFolder.list(folder.path)
        #expect(names.count == 5 && names.contains("telemetry-77-000001.jsonl"))
        #expect(names.filter { !$0.contains("-77-") }.sorted().last! > files.last!)
    }

    /// The bound is in bytes: what short runs wrote is not pushed out by their number.
    @Test func manyShortRunsKeepWhatTheyWrote() throws {
        let folder = TestFolder()
        for run in 0..<40 {
            let writer = try TelemetryWriter(folder: folder.path, maximumFiles: 3)
            writer.write(lines(["run \(run)"]))
            writer.close()
        }
        #expect(TestFolder.list(folder.path).count == 40)
    }

    @Test func aSlowSubscriberLosesTheOldestAndKnowsHowMany() async throws {
        let folder = TestFolder()
        let writer = try TelemetryWriter(folder: folder.path)
        let size = lines(["00"]).bytes.count
        let slow = writer.subscribe(capacity: size * 10)
        let quick = writer.subscribe(capacity: size * 1000)
        for n in 10..<60 {
            writer.write(lines(["\(n)"]))
            writer.flush()
        }
        writer.close()
        var count = 0
        var last = ""
        for await batch in slow {
            for line in batch.split(separator: 10) {
                count += 1
                last = try JSON(parsing: Array(line))["message"]?.string ?? ""
            }
        }
        #expect(slow.dropped + count == 50 && count <= 10 && slow.dropped >= 40 && last == "59")
        var all = 0
        for await batch in quick { all += batch.split(separator: 10).count }
        #expect(all == 50 && quick.dropped == 0)
    }

    @Test func linesThatTheDiskRefusesAreCounted() throws {
        let folder = TestFolder()
        let writer = try TelemetryWriter(folder: folder.path + "/sub")
        // A folder under the name of the next file cannot be opened for writing.
        try makeDirectory(folder.path + "/sub/telemetry-000001.jsonl")
        writer.write(lines(["a", "b"]))
        writer.flush()
        #expect(writer.dropped == 2)
    }

    @Test func manyWritersLoseNothing() async throws {
        let folder = TestFolder()
        let writer = try TelemetryWriter(folder: folder.path, maximumPending: 2000)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { for n in 0..<200 { writer.write(lines(["\(task)-\(n)"])) } }
            }
        }
        writer.close()
        let said = try TestFolder.list(folder.path).flatMap {
            try TestFolder.read(folder.path + "/" + $0).split(separator: 10).map {
                try JSON(parsing: Array($0))["message"]!
            }
        }
        #expect(Set(said).count == 1600 && writer.dropped == 0)
    }

    @Test func queueMetricsAreWrittenEverySecond() async throws {
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "q")]
        let bench = try TestBench(d)
        let subscription = bench.pipeline.subscribe()
        try await bench.pipeline.running {
            try await bench.pipeline.send(
                [OutgoingMessage(body: [97]), OutgoingMessage(body: [98], delay: .seconds(9))],
                to: "q"
            )
            await bench.pipeline.settle()
            while bench.clock.nextDeadline.map({ $0 > bench.clock.now() + .milliseconds(100) }) != false {
                await Task.yield()
            }
            var metric: JSON?
            while metric == nil {
                bench.clock.advance(by: .milliseconds(500))
                guard let batch = await subscription.next() else { break }
                metric = try batch.split(separator: 10).map { try JSON(parsing: Array($0)) }.first { $0["_aws"] != nil }
            }
            #expect(metric?["QueueName"] == "q")
            #expect(metric?["ApproximateNumberOfMessagesVisible"] == 1)
            #expect(metric?["ApproximateNumberOfMessagesDelayed"] == 1)
            #expect(metric?["NumberOfMessagesSent"] == 2)
            let names = metric?["_aws"]?["CloudWatchMetrics"]?.array?[0]["Metrics"]?.array?.compactMap {
                $0["Name"]?.string
            }
            #expect(names?.count == 7)
        }
    }
}
