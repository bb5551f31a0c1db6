import EventModel
import Synchronization

@testable import Pipeline

/// A store that refuses to write the first so many times, and notes what it was asked.
final class FlakyStorage: StorageService {
    private let inner = MemoryStorage()
    private let state: Mutex<(failures: Int, writes: Int)>

    init(failures: Int) { state = Mutex((failures, 0)) }

    var writes: Int { state.withLock { $0.writes } }

    func write(_ bytes: [UInt8], key: String, version: String, bucket: String) throws -> String {
        let fails = state.withLock { state in
            state.writes += 1
            state.failures -= 1
            return state.failures >= 0
        }
        if fails { throw ErrorInfo(type: "InternalError", message: "a flaky disk") }
        return try inner.write(bytes, key: key, version: version, bucket: bucket)
    }

    func read(_ place: String) throws -> [UInt8] { try inner.read(place) }
    func remove(_ place: String) { inner.remove(place) }
}
