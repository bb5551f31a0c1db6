import EventModel
import Foundation
import TestSupport
import Testing

@testable import Pipeline

/// What the real service answered, where our queues can be asked the same: `aws-real/aws-snapshots.jsonl`. A recording has answers
/// only; what was asked is in the name of its test. Those that are about names, tags, permissions, encryption, the two protocols and
/// numbers of entries in a batch have no counterpart here.
@Suite(.enabled(if: Shared.isThere, Shared.missing)) struct RecordedQueueTests {
    private struct Case {
        var id: String
        /// The test's name without its class, and what it was given.
        var name: String
        var parameter: String
        var content: JSON
    }

    private func cases() throws -> [Case] {
        try Shared.lines("vectors/aws-real/aws-snapshots.jsonl").compactMap { line in
            let json = try JSON(parsing: line)
            guard json["service"]?.string == "sqs", let id = json["id"]?.string, let test = json["test"]?.string,
                let last = test.components(separatedBy: "::").last
            else { return nil }
            let parts = last.split(separator: "[", maxSplits: 1)
            return Case(
                id: id,
                name: String(parts[0]),
                parameter: parts.count > 1 ? String(parts[1].dropLast()) : "",
                content: json["content"] ?? .null
            )
        }
    }

    private func exceptions() throws -> [String: String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "queue-exceptions.txt")
        var reasons: [String: String] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.components(separatedBy: " # ")
            reasons[parts[0]] = parts.count > 1 ? parts[1] : ""
        }
        return reasons
    }

    @Test func everyRecordingAgreesOrIsListedWithItsReason() async throws {
        let (cases, exceptions) = (try cases(), try exceptions())
        var ran = 0
        for one in cases {
            guard let asked = RecordedQueueTests.questions[one.name] else { continue }
            ran += 1
            var complaint: String?
            do {
                complaint = try await asked(try Asked(one.content, one.parameter))
            } catch {
                complaint = "\(error)"
            }
            if let reason = exceptions[one.id] {
                #expect(!reason.isEmpty, "\(one.id) is listed without a reason")
                #expect(complaint != nil, "\(one.id) agrees: take it out of queue-exceptions.txt")
            } else {
                #expect(complaint == nil, "\(one.id) \(one.name)[\(one.parameter)]: \(complaint ?? "")")
            }
        }
        #expect(ran >= 50, "\(ran) of \(cases.count)")
        let known = Set(cases.map(\.id))
        #expect(exceptions.keys.allSatisfy(known.contains), "queue-exceptions.txt names a case that is not there")
    }

    /// Queues to ask, and what the service answered.
    private struct Asked {
        let content: JSON
        let parameter: String
        let bench: TestBench
        var pipeline: Pipeline { bench.pipeline }

        init(_ content: JSON, _ parameter: String) throws {
            self.content = content
            self.parameter = parameter
            var d = PipelineDefinition()
            d.queues = [
                QueueDefinition(name: "q"), QueueDefinition(name: "small", maximumMessageSize: 1024),
                QueueDefinition(name: "a.fifo", fifo: .init()),
                QueueDefinition(name: "content.fifo", fifo: .init(contentBasedDeduplication: true)),
                QueueDefinition(name: "group.fifo", fifo: .init(deduplicatesByGroup: true)),
                QueueDefinition(name: "late.fifo", fifo: .init(contentBasedDeduplication: true), delay: .seconds(2)),
                QueueDefinition(
                    name: "source",
                    visibilityTimeout: .zero,
                    redrivePolicy: .init(deadLetterQueue: "dlq", maxReceiveCount: 1)
                ),
                QueueDefinition(name: "dlq"),
            ]
            bench = try TestBench(d)
        }

        func send(_ body: String, to queue: String, group: String? = nil, dedup: String? = nil, delay: Duration? = nil)
            async throws
        {
            let message = OutgoingMessage(body: Array(body.utf8), delay: delay, groupID: group, deduplicationID: dedup)
            try await pipeline.send([message], to: queue)
        }

        /// What is wrong with an error beside the one in the recording, under `key`, or under its only one.
        func refused(_ key: String? = nil, _ body: () async throws -> Void) async -> String? {
            let expected = key.flatMap { content[$0] } ?? content.object?.members.first?.value
            let (code, words) = (expected?["Error"]?["Code"]?.string, expected?["Error"]?["Message"]?.string)
            do {
                try await body()
                return "nothing was refused; the service said \(words ?? "nothing")"
            } catch let error as QueueError {
                if error.code.rawValue == code && error.message == words { return nil }
                return "refused with \(error); the service said \(code ?? ""): \(words ?? "")"
            } catch {
                return "\(error)"
            }
        }

        /// What is wrong with messages beside those in the recording.
        func agree(_ messages: [QueueMessage], _ key: String) -> String? {
            guard let answer = content[key] else { return "the recording has no \(key)" }
            let expected = (answer["Messages"]?.array ?? []).map { message in
                message["Body"].map { $0.string ?? $0.description } ?? ""
            }
            let got = messages.map(\.text)
            return got == expected ? nil : "\(key): \(got), the service gave \(expected)"
        }
    }

    private typealias Question = @Sendable (Asked) async throws -> String?

    private static let questions: [String: Question] = [
        "test_send_receive_max_number_of_messages": { q in
            await q.refused { _ = try await q.pipeline.receive(from: "q", 11) }
        },
        "test_send_oversized_message": { q in
            await q.refused { try await q.send(String(repeating: "a", count: 1_048_577), to: "q") }
        },
        "test_send_message_with_updated_maximum_message_size": { q in
            await q.refused { try await q.send(String(repeating: "a", count: 1_025), to: "small") }
        },
        "test_change_message_visibility_after_visibility_timeout_expiration": { q in
            try await q.send("a", to: "q")
            let message = try await q.pipeline.receive(from: "q")[0]
            q.bench.clock.advance(by: .seconds(31))
            try await q.pipeline.changeVisibility(message.receiptHandle, in: "q", to: .seconds(10))
            return nil
        },
        "test_delete_after_visibility_timeout": { q in
            try await q.send("a", to: "q")
            let message = try await q.pipeline.receive(from: "q")[0]
            q.bench.clock.advance(by: .seconds(31))
            try await q.pipeline.delete(message.receiptHandle, from: "q")
            return q.agree(try await q.pipeline.receive(from: "q"), "delete_after_timeout_queue_empty")
        },
        "test_fifo_empty_message_groups_added_back_to_queue": { q in
            try await q.send("Message 1", to: "content.fifo", group: "g")
            let first = try await q.pipeline.receive(from: "content.fifo")
            for message in first { try await q.pipeline.delete(message.receiptHandle, from: "content.fifo") }
            let none = try await q.pipeline.receive(from: "content.fifo")
            try await q.send("Message 2", to: "content.fifo", group: "g")
            let last = try await q.pipeline.receive(from: "content.fifo")
            return q.agree(first, "inital-fifo-receive") ?? q.agree(none, "empty-fifo-receive")
                ?? q.agree(last, "final-fifo-receive")
        },
        "test_fifo_queue_send_message_with_delay_seconds_fails": { q in
            await q.refused { try await q.send("a", to: "content.fifo", group: "g", delay: .seconds(2)) }
        },
        "test_fifo_message_attributes": { q in
            try await q.send("message-body-1", to: "a.fifo", group: "group-1", dedup: "dedup-1")
            for round in 0...1 {
                let got = try await q.pipeline.receive(from: "a.fifo")
                if let why = q.agree(got, "receive_message_\(round)") { return why }
                let batch = Batch(
                    mapping: .init(queue: "a.fifo", function: "f"),
                    messages: got,
                    received: q.bench.clock.now()
                )
                let ours = batch.payload["Records"]?.array?.first?["attributes"]
                let theirs = q.content["receive_message_\(round)"]?["Messages"]?.array?.first?["Attributes"]
                for name in theirs?.object?.members.map(\.name) ?? [] where name != "SenderId" {
                    guard let value = ours?[name]?.string else { return "\(name) is missing" }
                    let expected = theirs?[name]?.string ?? ""
                    if !expected.hasPrefix("<"), expected != "timestamp", expected != value {
                        return "\(name) is \(value)"
                    }
                }
                q.bench.clock.advance(by: .seconds(30))
            }
            return nil
        },
        "test_too_many_entries_in_batch_request": { q in
            await q.refused {
                try await q.pipeline.send(Array(repeating: OutgoingMessage(body: [97]), count: 20), to: "q")
            }
        },
        "test_send_batch_missing_deduplication_id_for_fifo_queue": { q in
            await q.refused {
                let message = OutgoingMessage(body: [97], groupID: "g")
                try await q.pipeline.send([message, message], to: "a.fifo")
            }
        },
        "test_send_batch_missing_message_group_id_for_fifo_queue": { q in
            await q.refused {
                let message = OutgoingMessage(body: [97], deduplicationID: "d")
                try await q.pipeline.send([message, message], to: "a.fifo")
            }
        },
        "test_posting_to_fifo_requires_deduplicationid_group_id": { q in
            if let why = await q.refused("invalid-parameter-value", { try await q.send("a", to: "a.fifo", group: "g") })
            {
                return why
            }
            return await q.refused("missing-parameter") { try await q.send("a", to: "a.fifo", dedup: "d") }
        },
        "test_send_empty_message": { q in await q.refused { try await q.send("", to: "q") } },
        "test_send_message_with_empty_string_attribute": { q in
            await q.refused {
                try await q.pipeline.send([OutgoingMessage(body: [97], attributes: ["ErrorDetails": ""])], to: "q")
            }
        },
        "test_dead_letter_queue_message_attributes": { q in
            try await q.send("message-1", to: "source")
            try await q.send("message-2", to: "source")
            let first = try await q.pipeline.receive(from: "source", 10)
            if try await !q.pipeline.receive(from: "source", 10).isEmpty { return "they did not die" }
            let dead = try await q.pipeline.receive(from: "dlq", 10)
            let counts = (q.content["dlq-messages"]?.array ?? []).map { message in
                message["Attributes"]?["ApproximateReceiveCount"]?.string ?? ""
            }
            if dead.map({ "\($0.receiveCount)" }) != counts { return "receive counts \(dead.map(\.receiveCount))" }
            if dead.map(\.id) != first.map(\.id) { return "other ids" }
            return dead.allSatisfy { $0.deadLetterSource == "source" } ? nil : "the source is not said"
        },
        "test_fifo_deduplication_arrives_once_after_delete": { q in
            try await once(q, "get-messages", "get-messages-duplicate", groups: ["g", "g"])
        },
        "test_fifo_deduplication_not_on_message_group_id": { q in
            try await once(q, "get-messages", "get-dedup-messages", groups: ["g1", "g2"])
        },
        "test_sqs_fifo_same_dedup_id_different_message_groups": { q in
            try await q.send("Test", to: "a.fifo", group: "1", dedup: "1")
            let first = try await q.pipeline.receive(from: "a.fifo")
            try await q.send("Test", to: "a.fifo", group: "2", dedup: "1")
            let then = try await q.pipeline.receive(from: "a.fifo")
            return q.agree(first, "same-dedup-different-grp-1") ?? q.agree(then, "same-dedup-different-grp-2")
        },
        "test_sqs_fifo_message_group_scope_no_throughput_setting": { q in
            try await twice(q, ["Test", "Test"])
        },
        "test_fifo_high_throughput_ordering": { q in try await twice(q, ["Test1", "Test2"]) },
        "test_non_existent_queue": { q in
            await q.refused("queue-does-not-exist") { _ = try await q.pipeline.receive(from: "none") }
        },
        "test_send_receive_wait_time_seconds": { q in
            if let why = await q.refused(
                "recieve_message_error_too_large",
                { _ = try await q.pipeline.receive(from: "q", wait: .seconds(21)) }
            ) {
                return why
            }
            return await q.refused("recieve_message_error_too_small") {
                _ = try await q.pipeline.receive(from: "q", wait: .seconds(-1))
            }
        },
        "test_receive_empty_queue": { q in
            q.agree(try await q.pipeline.receive(from: "q"), "empty_short_poll_resp_no_param")
        },
        "test_send_message_to_standard_queue_with_invalid_message_group_id": { q in
            let group = ["empty": "", "too_long": String(repeating: "a", count: 129), "spaces": "group 123"][
                q.parameter
            ]
            return await q.refused { try await q.send("a", to: "q", group: given(q, "MessageGroupId") ?? group) }
        },
        "test_message_deduplication_id_invalid": { q in
            await q.refused {
                try await q.send("a", to: "a.fifo", group: "g", dedup: given(q, "MessageDeduplicationId"))
            }
        },
        "test_fifo_queue_send_message_with_zero_delay_defaults_to_queue_delay": { q in
            try await q.send("message-1", to: "late.fifo", group: "g", delay: .zero)
            let first = try await q.pipeline.receive(from: "late.fifo")
            q.bench.clock.advance(by: .seconds(2))
            let then = try await q.pipeline.receive(from: "late.fifo")
            return q.agree(first, "receive_message_initial_result")
                ?? q.agree(then, "receive_message_after_delay_result")
        },
        "test_fifo_delete_after_visibility_timeout_extended": { q in
            try await q.send("foobar", to: "content.fifo", group: "g")
            let got = try await q.pipeline.receive(from: "content.fifo", visibility: .seconds(2))
            try await q.pipeline.changeVisibility(got[0].receiptHandle, in: "content.fifo", to: .seconds(10))
            q.bench.clock.advance(by: .seconds(5))
            try await q.pipeline.delete(got[0].receiptHandle, from: "content.fifo")
            q.bench.clock.advance(by: .seconds(10))
            let left = try await q.pipeline.receive(from: "content.fifo")
            return q.agree(got, "received_sqs_message") ?? (left.isEmpty ? nil : "it is still there")
        },
        // The recording does not say which messages were hidden for longer: these give each of its answers, and no rule by which a
        // hidden message blocks those before it does.
        "test_fifo_group_visibility_extends_with_change_message_visibility": { q in
            for body in ["foo", "bar", "baz"] { try await q.send(body, to: "content.fifo", group: "g") }
            let all = try await q.pipeline.receive(from: "content.fifo", 10, visibility: .seconds(2))
            let hidden: [Int] =
                switch q.parameter.split(separator: "-", maxSplits: 1).last {
                case "all-invisible": [0, 1, 2]
                case "0-visible": [0]
                case "1-invisible": [1]
                case "1-visible": [1, 2]
                default: [2]
                }
            for n in hidden {
                try await q.pipeline.changeVisibility(all[n].receiptHandle, in: "content.fifo", to: .seconds(20))
            }
            q.bench.clock.advance(by: .seconds(2))
            let then = try await q.pipeline.receive(from: "content.fifo", 10)
            return q.agree(all, "receive_all_messages") ?? q.agree(then, "some-messages-invisible")
        },
        "test_source_needs_redrive_policy": { q in
            await q.refused { _ = try await q.pipeline.startMoveTask(from: "q") }
        },
        "test_cancel_with_invalid_task_handle": { q in
            await q.refused { try await q.pipeline.cancelMoveTask("foobared") }
        },
        "test_cancel_with_invalid_task_id_in_task_handle": { q in
            await q.refused { try await q.pipeline.cancelMoveTask(MoveTask.handle("none", "dlq")) }
        },
        "test_destination_needs_to_exist": { q in
            await q.refused { _ = try await q.pipeline.startMoveTask(from: "dlq", to: "none") }
        },
        "test_start_multiple_move_tasks": { q in
            _ = try await q.pipeline.startMoveTask(from: "dlq", rate: 1)
            return await q.refused { _ = try await q.pipeline.startMoveTask(from: "dlq") }
        },
        "test_move_task_workflow_with_default_destination": { q in
            for body in ["1", "2"] { try await q.send(body, to: "source") }
            _ = try await q.pipeline.receive(from: "source", 10)
            _ = try await q.pipeline.receive(from: "source", 10)
            _ = try await q.pipeline.startMoveTask(from: "dlq")
            try await q.bench.drain { _ in }
            guard let task = try await q.pipeline.moveTasks(from: "dlq").first else { return "no task" }
            let answer = q.content["list-message-move-task-response"]?["Results"]?.array?.first
            let expected = [
                answer?["Status"]?.string, answer?["ApproximateNumberOfMessagesMoved"]?.integer.map(String.init),
                answer?["ApproximateNumberOfMessagesToMove"]?.integer.map(String.init),
            ]
            let got = [task.status.rawValue, "\(task.moved)", "\(task.toMove)"]
            if got != expected || task.handle != nil { return "\(got)" }
            return try await q.pipeline.receive(from: "source", 10).count == 2 ? nil : "they are not back"
        },
    ]

    /// What the request gave for a parameter, as the refusal repeats it.
    private static func given(_ q: Asked, _ parameter: String) -> String? {
        let words = q.content.object?.members.first?.value["Error"]?["Message"]?.string ?? ""
        guard let end = words.range(of: " for parameter \(parameter)"), words.hasPrefix("Value ") else { return nil }
        return String(words[words.index(words.startIndex, offsetBy: 6)..<end.lowerBound])
    }

    private static func once(_ q: Asked, _ first: String, _ second: String, groups: [String]) async throws -> String? {
        let body = q.content[first]?["Messages"]?.array?.first?["Body"]?.description ?? "a"
        try await q.send(body, to: "a.fifo", group: groups[0], dedup: "d")
        let got = try await q.pipeline.receive(from: "a.fifo")
        for message in got { try await q.pipeline.delete(message.receiptHandle, from: "a.fifo") }
        try await q.send(body, to: "a.fifo", group: groups[1], dedup: "d")
        let then = try await q.pipeline.receive(from: "a.fifo")
        return q.agree(got, first) ?? q.agree(then, second)
    }

    private static func twice(_ q: Asked, _ bodies: [String]) async throws -> String? {
        for (n, body) in bodies.enumerated() {
            try await q.send(body, to: "group.fifo", group: "\(n + 1)", dedup: "1")
        }
        let first = try await q.pipeline.receive(from: "group.fifo")
        let second = try await q.pipeline.receive(from: "group.fifo")
        return q.agree(first, "same-dedup-different-grp-1") ?? q.agree(second, "same-dedup-different-grp-2")
    }
}
