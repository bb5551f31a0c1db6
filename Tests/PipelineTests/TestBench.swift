import EventModel
import Synchronization

@testable import Pipeline

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder that is gone when its last owner is.
final class TestFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/tailrace-test-XXXXXX\0".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            mkdtemp(buffer.baseAddress!)  // the template is not empty
            return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    deinit { TestFolder.remove(path) }

    private static func remove(_ path: String) {
        for name in list(path) {
            let child = path + "/" + name
            if unlink(child) != 0 { remove(child) }
        }
        rmdir(path)
    }

    static func list(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func read(_ path: String) -> [UInt8] {
        let fd = open(path, O_RDONLY)
        guard fd >= 0 else { return [] }
        defer { close(fd) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let n = posixRead(fd, &chunk, chunk.count)
            if n <= 0 { return bytes }
            bytes += chunk[..<n]
        }
    }

    static func write(_ text: String, to path: String) {
        let fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        defer { close(fd) }
        _ = posixWrite(fd, text, text.utf8.count)
    }
}

/// SplitMix64 (https://prng.di.unimi.it/splitmix64.c): small, seeded, the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Ids that count: `PREFIX-1`, `PREFIX-2`, ...
func countingIDs(_ prefix: String = "id") -> IDSource {
    let next = Counter()
    return { "\(prefix)-\(next.increase())" }
}

/// A number that tasks raise.
final class Counter: Sendable {
    private let value = Atomic(0)
    @discardableResult
    func increase() -> Int { value.add(1, ordering: .relaxed).newValue }
    var count: Int { value.load(ordering: .relaxed) }
}

/// What handlers saw, in the order they saw it.
final class Record<T: Sendable>: Sendable {
    private let state = Mutex<[T]>([])
    func add(_ value: T) { state.withLock { $0.append(value) } }
    var all: [T] { state.withLock { $0 } }
}

/// A pipeline in a folder of its own on a clock that stands still.
struct TestBench {
    let folder: TestFolder
    let clock: ManualClock
    let pipeline: Pipeline

    init(
        _ definition: PipelineDefinition,
        in folder: TestFolder = TestFolder(),
        clock: ManualClock = ManualClock(),
        _ adjust: (inout PipelineSettings) -> Void = { _ in }
    ) throws {
        self.folder = folder
        self.clock = clock
        var settings = PipelineSettings()
        settings.clock = clock
        settings.ids = countingIDs()
        settings.random = { 0.5 }
        adjust(&settings)
        pipeline = try Pipeline(definition, data: folder.path, settings: settings)
    }

    /// Runs until nothing is left to do, time flying.
    func drain(_ begin: @Sendable (Pipeline) async throws -> Void) async throws {
        try await pipeline.running {
            try await begin(pipeline)
            await pipeline.drain(advancing: clock)
        }
    }

    /// Every telemetry line so far.
    func lines() throws -> [JSON] {
        pipeline.telemetry.flush()
        return try telemetryLines(folder.path)
    }
}

/// Every telemetry line in a data directory, file by file.
func telemetryLines(_ directory: String) throws -> [JSON] {
    let folder = directory + "/telemetry"
    return try TestFolder.list(folder).flatMap { name in
        try TestFolder.read(folder + "/" + name).split(separator: 10).map { try JSON(parsing: Array($0)) }
    }
}

// Inside the type, `read` and `write` mean its own.
private func posixRead(_ fd: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int { read(fd, bytes, count) }
private func posixWrite(_ fd: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int { write(fd, bytes, count) }
