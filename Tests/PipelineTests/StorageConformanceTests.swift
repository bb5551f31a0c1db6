import EventModel
import Testing

@testable import Pipeline

/// What every ``StorageService`` does, whatever it keeps the bytes in. A new one is one more case of ``Kind``.
@Suite struct StorageConformanceTests {
    enum Kind: CaseIterable { case file, memory }

    private let folder = TestFolder()

    private func make(_ kind: Kind) -> any StorageService {
        switch kind {
        case .file: FileStorage(folder: folder.path + "/objects")
        case .memory: MemoryStorage()
        }
    }

    @Test(arguments: Kind.allCases) func versionsBucketsAndKeysAreKeptApart(kind: Kind) async throws {
        let storage = make(kind)
        let long = String(repeating: "x", count: 1000)
        var written: [String: [UInt8]] = [:]
        var count: UInt8 = 0
        for bucket in ["a", "a-b"] {
            for key in ["k", "k/v1", "../a-b/k", "%6B", long + "1", long + "2", "\u{0}\n", "日本"] {
                for version in ["v1", "v2"] {
                    count += 1
                    // Two keys share a folder where their ends are cut; real ids are never given twice, so these are not either.
                    let place = try await storage.write(
                        [count, 0, 255],
                        key: key,
                        version: "\(version)-\(count)",
                        bucket: bucket
                    )
                    written[place] = [count, 0, 255]
                }
            }
        }
        #expect(written.count == Int(count))
        for (place, bytes) in written { #expect(try await storage.read(place) == bytes) }
    }

    @Test(arguments: Kind.allCases, [0, 1, 3 << 20]) func bytesComeBackAsTheyWere(kind: Kind, size: Int) async throws {
        let storage = make(kind)
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let place = try await storage.write(bytes, key: "a", version: "1", bucket: "b")
        #expect(try await storage.read(place) == bytes)
    }

    @Test(arguments: Kind.allCases) func aRemovedVersionIsGoneAndTheOthersStay(kind: Kind) async throws {
        let storage = make(kind)
        let first = try await storage.write([1], key: "a", version: "1", bucket: "b")
        let second = try await storage.write([2], key: "a", version: "2", bucket: "b")
        await storage.remove(first)
        await storage.remove(first)
        await storage.remove("b/nothing/here")
        let gone = await #expect(throws: ErrorInfo.self) { try await storage.read(first) }
        #expect(gone?.type == "InternalError" && gone?.message.contains(first) == true)
        #expect(try await storage.read(second) == [2])
    }

    @Test(
        arguments: Kind.allCases,
        [("..", "1"), ("", "1"), ("a/b", "1"), ("b", ""), ("b", ".."), ("b", "../1"), ("b", "1/2"), ("b", "1\n")]
    )
    func namesThatCouldLeadElsewhereAreRefused(kind: Kind, name: (bucket: String, version: String)) async throws {
        let storage = make(kind)
        let error = await #expect(throws: ErrorInfo.self) {
            try await storage.write([1], key: "k", version: name.version, bucket: name.bucket)
        }
        #expect(error?.type == (name.bucket == "b" ? "InvalidArgument" : "InvalidBucketName"))
        #expect(TestFolder.list(folder.path).isEmpty)
    }
}
