import EventModel
import Foundation
import Pipeline
import Testing

@testable import Programs

@Suite("How programs end")
struct ProgramEndTests {
    /// A program that never ends and ignores being asked to, with a child that does the same; both leave their ids in files.
    private static let stubborn = """
        #!/bin/sh
        trap '' TERM
        (trap '' TERM; while :; do sleep 0.05; done) &
        echo $! > child
        echo $$ > self
        while :; do sleep 0.05; done
        """

    private static func ids(_ bench: ProgramBench) throws -> [String] {
        try ["self", "child"].map {
            try String(contentsOfFile: "\(bench.folder)/\($0)", encoding: .utf8).trimmingCharacters(in: .newlines)
        }
    }

    @Test func theWholeGroupEndsAtTheTimeLimit() async throws {
        try await ProgramBench.with(["./run.sh"], files: ["run.sh": Self.stubborn], timeout: .milliseconds(400)) {
            bench in
            let error = try #require(try await bench.failure())
            #expect(error.type == "Sandbox.Timedout" && error.message.hasSuffix("Task timed out after 0.4 seconds"))
            await RunningPrograms.shared.allEnded()
            for id in try Self.ids(bench) { #expect(!ProgramBench.isThere(id)) }
        }
    }

    @Test func theWholeGroupEndsWithThePipeline() async throws {
        let children = Mutexed<[String]>([])
        try await ProgramBench.with(["./run.sh"], files: ["run.sh": Self.stubborn]) { bench in
            try await bench.pipeline.invokeAsynchronously("work", [:])
            while (try? Self.ids(bench).allSatisfy { !$0.isEmpty }) != true { await Task.yield() }
            children.set(try Self.ids(bench))
        }
        let ids = children.get()
        #expect(ids.count == 2)
        for id in ids { #expect(!ProgramBench.isThere(id)) }
    }

    @Test func manyRunSideBySide() async throws {
        try await ProgramBench.with(["sh", "-c", "cat; echo note >&2"]) { bench in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        for i in 0..<10 {
                            let event: JSON = ["worker": .int(worker), "i": .int(i)]
                            guard try await bench.invoke(event) == event else { return false }
                        }
                        return true
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
            let said = try bench.said()
            #expect(said.count == 80)
        }
    }

    /// The child keeps both ends open; the result is there all the same, and the child goes.
    @Test func aChildThatOutlivesItHoldsNothingUp() async throws {
        let script = "sleep 600 & echo $! >&2; echo '{\"ok\":true}'"
        try await ProgramBench.with(["sh", "-c", script]) { bench in
            let found = try await bench.invoke()
            #expect(found == ["ok": true])
            let id = try #require(try bench.said().first?["message"]?.string)
            #expect(!ProgramBench.isThere(id))
        }
    }
}

/// A value that a test hands out of a closure.
private final class Mutexed<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value
    init(_ value: Value) { self.value = value }
    func set(_ value: Value) { lock.withLock { self.value = value } }
    func get() -> Value { lock.withLock { value } }
}
