/// Objects' bytes encrypted where they lie, whatever service keeps them.
struct SealedStorage: StorageService {
    let storage: any StorageService
    let key: PayloadKey

    func write(_ bytes: [UInt8], key name: String, version: String, bucket: String) async throws -> String {
        try await storage.write(try key.seal(bytes), key: name, version: version, bucket: bucket)
    }

    func read(_ place: String) async throws -> [UInt8] { try key.open(try await storage.read(place)) }

    func remove(_ place: String) async { await storage.remove(place) }
}
