import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A queue of a data directory of its own: messages sent, received and deleted, each by itself and on disk before the next of the same
/// sender or receiver.
struct QueueBench {
    private static let queue = "orders"
    /// How long what is received stays hidden: longer than any measurement.
    private static let visibility = Duration.seconds(3_600)

    let messages: Int
    let meter: Meter

    private struct Measure {
        var key: String
        var what: String
        var workers: Int
        var must: Double
        var aim: Double
    }

    func rows() async throws -> [BenchRow] {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        var rows = [try disk(folder)]
        var definition = PipelineDefinition()
        definition.queues = [QueueDefinition(name: Self.queue)]
        let pipeline = try Pipeline(definition, data: folder.path)
        defer { pipeline.close() }
        try await pipeline.register()
        // One sender waits for the disk each time; a twentieth takes long enough to tell.
        let few = max(1, messages / 20)
        let sent = few + messages
        rows.append(
            try await row(
                Measure(key: "queue_send_1", what: "send, 1 sender", workers: 1, must: 6_000, aim: 8_000),
                few
            ) { try await pipeline.send([message($0)], to: Self.queue) }
        )
        rows.append(
            try await row(
                Measure(key: "queue_send_256", what: "send, 256 senders", workers: 256, must: 70_000, aim: 100_000),
                messages
            ) { try await pipeline.send([message($0)], to: Self.queue) }
        )
        let take: @Sendable (Int) async throws -> Void = { _ in
            for message in try await pipeline.receive(from: Self.queue, 1, visibility: Self.visibility) {
                try await pipeline.delete(message.receiptHandle, from: Self.queue)
            }
        }
        let tenth = sent / 6
        rows.append(
            try await row(
                Measure(
                    key: "queue_take_10",
                    what: "receive and delete, by 10",
                    workers: 10,
                    must: 15_000,
                    aim: 25_000
                ),
                tenth,
                take
            )
        )
        rows.append(
            try await row(
                Measure(
                    key: "queue_take_100",
                    what: "receive and delete, by 100",
                    workers: 100,
                    must: 40_000,
                    aim: 60_000
                ),
                sent - tenth,
                take
            )
        )
        let left = try await pipeline.queueAttributes().first { $0.queue == Self.queue }?.depth ?? 0
        if left != 0 { throw Failure.badInput("\(left) messages of \(sent) were not received and deleted") }
        return rows
    }

    /// `count` times `work`, by so many at once.
    private func row(_ measure: Measure, _ count: Int, _ work: @escaping @Sendable (Int) async throws -> Void)
        async throws
        -> BenchRow
    {
        meter.show(measure.what)
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<measure.workers {
                group.addTask {
                    for n in stride(from: worker, to: count, by: measure.workers) {
                        try Task.checkCancellation()
                        try await work(n)
                    }
                }
            }
            try await group.waitForAll()
        }
        return BenchRow(
            measure.key,
            measure.what,
            Double(count) / ((clock.now - start) / .seconds(1)),
            .messagesPerSecond,
            must: measure.must,
            aim: measure.aim
        )
    }

    /// What the disk itself does: as much as a small commit has, written over what is there and synced, again and again. No sender that
    /// waits for each commit can be faster.
    private func disk(_ folder: ScratchFolder) throws -> BenchRow {
        meter.show("the disk itself")
        let file = open(folder.path + "/disk", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure.badInput("\(folder.path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        let block = [UInt8](repeating: 1, count: 16_384)
        let count = max(1, min(messages / 20, 1_000))
        for n in 0..<count { _ = pwrite(file, block, block.count, off_t(n * block.count)) }
        _ = fsync(file)
        let (_, seconds) = timed {
            for n in 0..<count {
                _ = pwrite(file, block, block.count, off_t(n * block.count))
                #if canImport(Glibc)
                    _ = fdatasync(file)
                #else
                    _ = fsync(file)
                #endif
            }
        }
        return BenchRow("queue_disk", "16 KiB written over and synced", Double(count) / seconds, .writesPerSecond)
    }

    private func message(_ n: Int) -> OutgoingMessage {
        let body = """
            {"id":"\(n)","type":"OrderCreated","customer":\(n % 10_007),"items":[{"sku":"A-\(n % 911)","quantity":2,"price":19.99}],\
            "note":"please leave the parcel with the neighbour on the left"}
            """
        return OutgoingMessage(body: Array(body.utf8), correlationID: "c-\(n)", eventType: "OrderCreated")
    }
}
