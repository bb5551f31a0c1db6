import EventModel
import Foundation
import Synchronization
import Telemetry
import Testing

@testable import Inputs

@Suite struct SourceReaderTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func line(_ n: Int) -> String {
        #"{"timestamp":"2026-11-21T00:00:00.\#(100 + n)Z","level":"info","message":"m\#(n)"}"#
    }

    private func messages(_ store: TelemetryStore) -> [String] {
        let snapshot = store.snapshot()
        return snapshot.ids.compactMap { snapshot.row($0)?.message }
    }

    @Test func namesWhatCannotBeRead() {
        #expect(throws: InputError("/nowhere/a.jsonl: No such file or directory")) {
            try Source(argument: "/nowhere/a.jsonl")
        }
        #expect(throws: InputError("/nowhere/*.jsonl: no file matches this pattern")) {
            try Source(argument: "/nowhere/*.jsonl")
        }
        #expect(throws: InputError.self) { try Source(argument: folder.path) }
    }

    @Test func aFileWhoseNameLooksLikeAPatternIsAFile() throws {
        let path = try folder.write("x\n", to: "odd[1]*.log")
        #expect(try Source(argument: path) == .file(path))
        #expect(try Source(argument: "-") == .standardInput)
        #expect(try Source(argument: folder.path + "/odd*") == .pattern(folder.path + "/odd*"))
    }

    @Test func readsFilesAndPatternsEachOnce() async throws {
        let a = try folder.write([1, 2].map { line($0) + "\n" }.joined(), to: "a.jsonl")
        try folder.write(line(3), to: "b.jsonl")
        let reader = SourceReader([.file(a), .pattern(folder.path + "/*.jsonl")])
        let store = TelemetryStore(capacity: 1 << 20)
        await reader.run(into: store, follow: false)
        #expect(messages(store) == ["m1", "m2", "m3"])
        #expect(reader.progress == nil && reader.problems == [])
        let last = try #require(store.snapshot().row(2))
        #expect(last.file == folder.path + "/b.jsonl" && last.line == 1)
        await reader.caughtUp()
    }

    @Test func oneBadSourceDoesNotStopTheOthers() async throws {
        let gone = try folder.write("x\n", to: "gone")
        let source = try Source(argument: gone)
        let good = try folder.write(line(1) + "\n", to: "good")
        // It was there when it was named, and cannot be read now.
        try folder.remove("gone")
        try FileManager.default.createDirectory(atPath: gone, withIntermediateDirectories: false)
        let reader = SourceReader([source, .file(good)])
        let store = TelemetryStore(capacity: 1 << 20)
        await reader.run(into: store, follow: false)
        #expect(messages(store) == ["m1"])
        #expect(reader.problems.count == 1 && reader.problems[0].hasPrefix(gone + ":"))
    }

    @Test func readsGzipAndSaysWhereDamagedDataEnds() async throws {
        let text = (0..<800).map { line($0) + "\n" }.joined()
        let plain = try folder.write(text, to: "plain")
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-k", plain]
        try gzip.run()
        gzip.waitUntilExit()
        let packed = plain + ".gz"
        let store = TelemetryStore(capacity: 1 << 22)
        await SourceReader([.file(packed)]).run(into: store, follow: false)
        #expect(store.snapshot().counters.records == 800)

        let data = try Data(contentsOf: URL(filePath: packed))
        try data.prefix(data.count / 2).write(to: URL(filePath: folder.file("cut.gz")))
        let cut = SourceReader([.file(folder.file("cut.gz"))])
        let half = TelemetryStore(capacity: 1 << 22)
        await cut.run(into: half, follow: false)
        #expect(half.snapshot().counters.records > 100)
        #expect(cut.problems.first?.contains("ends early") == true)
    }

    /// Followed: what is appended and a new file of the pattern arrive, without anybody waiting for a fixed time.
    @Test(.timeLimit(.minutes(1))) func followsFilesAndPatterns() async throws {
        try folder.write(line(1) + "\n", to: "a.jsonl")
        let reader = SourceReader([.pattern(folder.path + "/*.jsonl")])
        let store = TelemetryStore(capacity: 1 << 20)
        let bell = store.doorbell()
        let running = Task { await reader.run(into: store, follow: true) }
        await reader.caughtUp()
        #expect(messages(store) == ["m1"])
        try folder.append(line(2) + "\n", to: "a.jsonl")
        try folder.write(line(3) + "\n", to: "b.jsonl")
        for await _ in bell where store.snapshot().ids.count == 3 { break }
        #expect(Set(messages(store)) == ["m1", "m2", "m3"])
        running.cancel()
        await running.value
    }

    @Test func countsWhatALiveSubscriptionDropped() async throws {
        let batches = AsyncStream<[UInt8]> { stream in
            stream.yield(Array((line(1) + "\n").utf8))
            stream.yield(Array((line(2) + "\n").utf8))
            stream.finish()
        }
        let store = TelemetryStore(capacity: 1 << 20)
        // Seven are dropped while the first is handled.
        let asked = Mutex(0)
        let dropped: @Sendable () -> Int = {
            asked.withLock {
                $0 += 1
                return $0 == 1 ? 0 : 7
            }
        }
        try await LiveInput(name: "pipeline", batches: batches, dropped: dropped).run(into: store)
        #expect(store.snapshot().counters.missed == 7)
        // They are missing after the first line, whoever looks and whenever.
        #expect(store.snapshot().counters.gaps.map(\.before) == [1])
        #expect(store.snapshot().counters.gaps.map(\.lines) == [7])
        #expect(store.snapshot().row(1)?.line == 9)
    }
}
