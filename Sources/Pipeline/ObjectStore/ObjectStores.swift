import Synchronization

/// Where the bytes of objects lie: one ``StorageService`` for each location of buckets and each storage class, by its name
/// (``StorageClass/store(at:)``).
final class ObjectStores: Sendable {
    private let folder: String
    private let settings: PipelineSettings
    private let key: PayloadKey?
    private let made = Mutex<[String: any StorageService]>([:])

    /// - Parameter folder: The data directory: `objects` in it is the first store, `stores/NAME` any other.
    init(folder: String, settings: PipelineSettings, key: PayloadKey?) {
        self.folder = folder
        self.settings = settings
        self.key = key
    }

    subscript(name: String) -> any StorageService {
        made.withLock { made in
            if let store = made[name] { return store }
            let store: any StorageService =
                if let store = settings.stores[name] {
                    store
                } else if let first = settings.storage {
                    name.isEmpty ? first : MemoryStorage()
                } else {
                    FileStorage(folder: name.isEmpty ? "\(folder)/objects" : "\(folder)/stores/\(name)")
                }
            let kept = key.map { SealedStorage(storage: store, key: $0) } ?? store
            made[name] = kept
            return kept
        }
    }
}
