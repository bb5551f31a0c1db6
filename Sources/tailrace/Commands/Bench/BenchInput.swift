import Inputs
import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is measured on.
struct BenchInput: Sendable {
    let path: String
    let isGenerated: Bool
    let bytes: Int
    /// Dead letters that are made to be redriven.
    let letters: Int
    let runs: Int
    /// Bytes that the store may take.
    let memory: Int
    let meter: Meter

    /// Reads the file once, so that the first measurement is not one of the disk.
    init(path: String, isGenerated: Bool, letters: Int, runs: Int, memory: Int, meter: Meter) throws {
        self.path = path
        self.isGenerated = isGenerated
        self.letters = letters
        self.runs = runs
        self.memory = memory
        self.meter = meter
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.badInput("\(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { block.deallocate() }
        var total = 0
        while true {
            let n = read(descriptor, block.baseAddress, block.count)
            if n < 0 {
                if errno == EINTR { continue }
                throw Failure.badInput("\(path): \(String(cString: strerror(errno)))")
            }
            if n == 0 { break }
            total += n
        }
        guard total > 0 else { throw Failure.badInput("\(path): it is empty, and there is nothing to measure on") }
        bytes = total
    }

    /// Everything in a store, as every reading command loads it.
    func load() async throws -> TelemetryStore {
        meter.show("loading \(path)")
        let store = TelemetryStore(capacity: memory)
        let reader = SourceReader([.file(path)])
        await reader.run(into: store, follow: false)
        try Task.checkCancellation()
        if let problem = reader.problems.first { throw Failure.badInput(problem) }
        return store
    }
}
