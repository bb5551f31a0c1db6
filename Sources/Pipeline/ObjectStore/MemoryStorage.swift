import EventModel
import Synchronization

/// Objects' bytes in memory: gone with the process.
package final class MemoryStorage: StorageService {
    private let contents = Mutex<[String: [UInt8]]>([:])

    package init() {}

    package func write(_ bytes: [UInt8], key: String, version: String, bucket: String) throws -> String {
        try StorageNames.check(version: version, bucket: bucket)
        // The key comes last: whatever it has in it, the place says one version of one bucket.
        let place = "\(bucket)/\(version)/\(key)"
        contents.withLock { $0[place] = bytes }
        return place
    }

    package func read(_ place: String) throws -> [UInt8] {
        guard let bytes = contents.withLock({ $0[place] }) else {
            throw ErrorInfo(type: "InternalError", message: "cannot open \(place): it is not there")
        }
        return bytes
    }

    package func remove(_ place: String) { contents.withLock { $0[place] = nil } }
}
