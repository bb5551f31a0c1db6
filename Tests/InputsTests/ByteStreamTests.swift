import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Inputs

/// Streams: whatever is written to a pipe, in whatever pieces, by whoever, however long.
@Suite struct ByteStreamTests {
    /// Writes to a pipe from another thread and reads it here; the writer's end is closed at the end.
    private func read(
        blocking: Bool = true,
        _ write: @escaping @Sendable (FileHandle) throws -> Void
    ) throws -> (lines: [String], passedOver: Int) {
        let pipe = Pipe()
        let (reader, writer) = (pipe.fileHandleForReading, pipe.fileHandleForWriting)
        if !blocking { _ = fcntl(reader.fileDescriptor, F_SETFL, O_NONBLOCK) }
        DispatchQueue(label: "writer").async {
            try? write(writer)
            try? writer.close()
        }
        var lines: [String] = []
        var passedOver = 0
        try ByteStream(descriptor: reader.fileDescriptor, name: "pipe").read(
            { lines += numbered($0, from: $1) },
            passedOver: { passedOver = $0 },
            until: { false }
        )
        return (lines, passedOver)
    }

    @Test(arguments: [true, false]) func readsToTheEndWithOrWithoutALastNewline(blocking: Bool) throws {
        let found = try read(blocking: blocking) { writer in
            for piece in ["a\nb", "", "c\n\nd", "\n\0e\0"] { try writer.write(contentsOf: Data(piece.utf8)) }
        }
        #expect(found.lines == ["1 a", "2 bc", "4 d", "5 \0e\0"] && found.passedOver == 0)
    }

    @Test func anEmptyStreamHasNoLines() throws {
        #expect(try read { _ in }.lines == [])
        #expect(try read { try $0.write(contentsOf: Data([0x1F])) }.lines == ["1 \u{1F}"])
    }

    /// 100 MB without a newline take some of them, and the rest is counted.
    @Test func anEndlessLineIsCutAndCounted() throws {
        let found = try read { writer in
            try writer.write(contentsOf: Data("before\n".utf8))
            let piece = Data(repeating: 0x78, count: 1 << 20)
            for _ in 0..<100 { try writer.write(contentsOf: piece) }
            try writer.write(contentsOf: Data("\nafter\n".utf8))
        }
        #expect(found.lines.count == 3 && found.lines.first == "1 before" && found.lines.last == "3 after")
        let kept = found.lines[1].utf8.count - 2
        #expect(kept > LineSplitter.bound && kept < LineSplitter.bound + (2 << 20))
        #expect(kept + found.passedOver == 100 << 20)
    }

    @Test(arguments: ["gzip", "zstd"]) func unpacksWhatIsPacked(packer: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("a\nb\nc", to: "log")
        try folder.run(packer, ["-q", "-k", folder.file("log")])
        let packed = try Data(contentsOf: URL(filePath: folder.file(packer == "gzip" ? "log.gz" : "log.zst")))
        let found = try read { writer in
            // In the smallest pieces: the first bytes do not come together.
            for byte in packed { try writer.write(contentsOf: Data([byte])) }
        }
        #expect(found.lines == ["1 a", "2 b", "3 c"])
        #expect(
            throws: InputError("pipe: the packed data ends early, after 0 bytes unpacked; what came before was read")
        ) {
            try read { try $0.write(contentsOf: packed.prefix(6)) }
        }
    }

    /// What writes waits for what reads: while the sink is busy, no more than a block and what the pipe holds is taken.
    @Test(.timeLimit(.minutes(1))) func aSlowReaderStopsTheWriter() async throws {
        let pipe = Pipe()
        let (reader, writer) = (pipe.fileHandleForReading.fileDescriptor, pipe.fileHandleForWriting.fileDescriptor)
        _ = fcntl(writer, F_SETFL, O_NONBLOCK)
        let line = [UInt8](repeating: 0x78, count: 99) + [0x0A]
        /// Writes until the pipe is full; answers the lines it took.
        func fill() -> Int {
            var count = 0
            while line.withUnsafeBytes({ write(writer, $0.baseAddress, $0.count) }) == line.count { count += 1 }
            return count
        }
        let blockSize = 1 << 14
        let (busy, free) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let read = Mutex(0)
        // All the writer's bytes fit into the pipe and nothing is taken before the first block is.
        var written = fill()
        let full = written
        let ended = Task.detached {
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "reader").async {
                    try? ByteStream(descriptor: reader, name: "pipe").read(blockSize: blockSize) { bytes, _ in
                        let isFirst = read.withLock { count in
                            defer { count += LineSplitter.newlines(bytes) }
                            return count == 0
                        }
                        if isFirst {
                            busy.signal()
                            free.wait()
                        }
                    } until: {
                        false
                    }
                    continuation.resume()
                }
            }
        }
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "waiter").async {
                busy.wait()
                continuation.resume()
            }
        }
        // One block has been taken out of the pipe, and no more will be until the sink returns.
        written += fill()
        #expect(written <= full + blockSize / line.count + 1 && fill() == 0)
        free.signal()
        try pipe.fileHandleForWriting.close()
        await ended.value
        #expect(read.withLock { $0 } == written)
    }

    @Test func whatCannotBeReadIsSaid() throws {
        #expect(throws: InputError("/nowhere: No such file or directory")) { try ByteStream.open("/nowhere") }
        let folder = try TemporaryFolder()
        let stream = try ByteStream.open(folder.path)
        defer { _ = close(stream.descriptor) }
        #expect(throws: InputError("\(folder.path): Is a directory")) { try stream.read({ _, _ in }, until: { false }) }
    }
}
