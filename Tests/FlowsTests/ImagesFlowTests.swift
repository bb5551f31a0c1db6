import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("The flows of images, on the engine")
struct ImagesFlowTests {
    private static func image(_ encoding: Picture.Encoding = .png, width: Int = 400, height: Int = 100) throws
        -> [UInt8]
    {
        try Picture(width: width, height: height, Picture.Colour(red: 10, green: 160, blue: 90)).encoded(as: encoding)
    }

    private static func put(_ bytes: [UInt8], _ key: String, in bucket: String, _ bench: FlowBench) async throws {
        let flow = bucket == "raw-images" ? "thumbnails" : "images"
        try await bench.pipeline.put(bytes, key: key, in: bucket, correlationID: "c-\(key)", flow: flow)
    }

    @Test func anImageBecomesAThumbnail() async throws {
        try await FlowBench.with { bench in
            try await Self.put(Self.image(), "uploads/a/x.png", in: "raw-images", bench)
            try await Self.put(Self.image(.webp, width: 40, height: 50), "uploads/y.webp", in: "raw-images", bench)
            try await Self.put(Self.image(), "elsewhere/x.png", in: "raw-images", bench)
            await bench.drain()
            #expect(try await bench.accounts().total == .init(started: 3, completed: 3, dead: 0, inFlight: 0))
            let made = try await bench.pipeline.objects(in: "processed-thumbnails")
            #expect(
                made.map(\.key) == ["thumbnails/a/x.png.jpg", "thumbnails/y.webp.jpg"],
                "only what is under uploads/"
            )
            let bytes = try await bench.pipeline.object(made[0].key, in: "processed-thumbnails")
            let header = try ImageHeader(bytes, key: "k")
            #expect(header.format == .jpeg && header.width == 128 && header.height == 32)
            #expect(made[0].metadata["source-width"] == "400" && made[0].metadata["source-format"] == "png")
            let item = try #require(try await bench.pipeline.item("uploads/y.webp", in: "thumbnails"))
            #expect(item["width"] == 40 && item["height"] == 50 && item[path: "source.format"] == "webp")
        }
    }

    @Test func anImageIsMarkedRecordedAndItsOriginalReplicated() async throws {
        try await FlowBench.with { bench in
            let original = try Self.image(.gif)
            try await Self.put(original, "photos/a/x.gif", in: "image-originals", bench)
            await bench.drain()
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            let bytes = try await bench.pipeline.object("processed/photos/a/x.gif.jpg", in: "image-processed")
            let header = try ImageHeader(bytes, key: "k")
            #expect(header.width == 200 && header.height == 50)
            let picture = try Picture(bytes, header, key: "k")
            // The mark: white letters on a dark band, lower right.
            #expect(
                (130..<200).contains { x in (38..<50).contains { y in (picture.colour(x: x, y: y)?.red ?? 0) > 150 } }
            )
            #expect((picture.colour(x: 5, y: 5)?.red ?? 255) < 60)
            let item = try #require(try await bench.pipeline.item("photos/a/x.gif", in: "images"))
            #expect(item["watermark"] == "PROCESSED" && item["quality"] == 85 && item["bytes"]?.integer == bytes.count)
            #expect(item[path: "source.width"] == 400 && item[path: "source.bytes"]?.integer == original.count)
            #expect(try await bench.pipeline.object("photos/a/x.gif", in: "image-originals-copy") == original)
            let head = try await bench.pipeline.head("photos/a/x.gif", in: "image-originals")
            #expect(head.replication == .completed)
            let ids = Set(try bench.telemetry().compactMap { $0["correlation_id"]?.string })
            #expect(ids == ["c-photos/a/x.gif"], "one trace")
        }
    }

    @Test func brokenImagesDieDifferentlyAndDieAgain() async throws {
        try await FlowBench.with { bench in
            var random = SeededRandom(seed: 1)
            for defect in SampleImage.Defect.allCases {
                let image = try SampleImage.draw(defect, &random)
                try await Self.put(image.bytes, "photos/\(defect).\(image.suffix)", in: "image-originals", bench)
                try await Self.put(image.bytes, "uploads/\(defect).\(image.suffix)", in: "raw-images", bench)
            }
            let large = [UInt8](repeating: 0xFF, count: ImageLimits.bytes + 1)
            try await Self.put(large, "photos/large.jpg", in: "image-originals", bench)
            await bench.drain()
            let types: Set = ["CorruptImage", "ImageTooLarge", "UnsupportedImage", "EmptyImage"]
            #expect(Set(try await bench.dead("thumbnails-dlq").compactMap(\.error?.type)) == types)
            #expect(
                Set(try await bench.dead("images-dlq").compactMap(\.error?.type)) == types.union(["ImageFileTooLarge"])
            )
            #expect(try await bench.redriveAll("images-dlq") == 6)
            #expect(try await bench.dead("images-dlq").map(\.generation) == [1, 1, 1, 1, 1, 1])
            // One that is uploaded anew is another version: the old letter still tells of the broken one.
            try await Self.put(Self.image(), "photos/cutOff.png", in: "image-originals", bench)
            await bench.drain()
            #expect(try await bench.pipeline.item("photos/cutOff.png", in: "images") != nil)
            #expect(try await bench.dead("images-dlq").count == 6)
        }
    }

    @Test func aNeighbourThatIsDownIsOverWithTheRedrive() async throws {
        try await FlowBench.with { bench in
            try await Self.put(Self.image(), "photos/tok_down3_ab/x.png", in: "image-originals", bench)
            try await Self.put(Self.image(), "uploads/photos/tok_busy1_ab/x.png", in: "raw-images", bench)
            await bench.drain()
            #expect(try await bench.dead("images-dlq").map(\.error?.type) == ["ServiceUnavailable"])
            #expect(try await bench.dead("thumbnails-dlq").isEmpty)
            try await bench.redriveAll("images-dlq")
            #expect(try await bench.accounts().total == .init(started: 2, completed: 2, dead: 0, inFlight: 0))
            // Done again, it adds no version.
            let key = "processed/photos/tok_down3_ab/x.png.jpg"
            #expect(try await bench.pipeline.versions(of: key, in: "image-processed").count == 1)
        }
    }
}
