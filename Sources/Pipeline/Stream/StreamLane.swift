import EventModel

/// How far a mapping has come in its part of a shard, and which batch it is at: a pure state machine
/// (https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html).
struct StreamLane: Hashable, Sendable {
    /// A batch that has to be done with before the mapping goes on: the records up to `end`.
    struct Span: Hashable, Sendable {
        var end: Int64
        /// Attempts that failed and count.
        var failures: Int
    }
    /// The place of the last record that is done with.
    var checkpoint: Int64
    /// The batch, and within it the halves that it was split in; the last is the one to try. Empty: the next batch is a new one.
    var spans: [Span] = []

    /// What an attempt leads to.
    enum Verdict: Hashable, Sendable {
        case done
        /// Part of the batch is to be tried again: at once, or after the wait that follows so many failures.
        case retry(failures: Int, atOnce: Bool)
        /// The records from this one on are given up.
        case discard(from: Int)
    }

    var failures: Int { spans.last?.failures ?? 0 }

    /// Begins an attempt with records at these places.
    mutating func begin(_ seqs: [Int64]) {
        guard let end = seqs.last, spans.last?.end != end else { return }
        spans.append(Span(end: end, failures: failures))
    }

    /// Ends an attempt. `failed` is the first record that was not handled; nil: all were.
    mutating func finish(_ seqs: [Int64], failed: Int?, _ mapping: StreamMapping) -> Verdict {
        guard let failed, failed < seqs.count, var span = spans.popLast() else {
            if !spans.isEmpty { spans.removeLast() }
            checkpoint = seqs.last ?? checkpoint
            return .done
        }
        if failed > 0 {
            checkpoint = seqs[failed - 1]
            if mapping.bisectsOnError {
                // Split at the record that was named: that costs no attempt.
                spans.append(span)
                return .retry(failures: span.failures, atOnce: true)
            }
            // The record in front has failed for the first time.
            span.failures = 1
        } else if mapping.bisectsOnError, seqs.count > 1 {
            spans.append(span)
            spans.append(Span(end: seqs[seqs.count / 2 - 1], failures: span.failures))
            return .retry(failures: span.failures, atOnce: true)
        } else {
            span.failures += 1
        }
        if let most = mapping.maximumRetryAttempts, span.failures > most {
            checkpoint = seqs[seqs.count - 1]
            return .discard(from: failed)
        }
        spans.append(span)
        return .retry(failures: span.failures, atOnce: false)
    }

    /// Leaves records behind that are not tried.
    mutating func skip(to seq: Int64) {
        checkpoint = seq
        spans.removeAll { $0.end <= seq }
    }

    /// The wait before the attempt that follows so many failures.
    static func wait(after failures: Int, _ mapping: StreamMapping) -> Duration {
        var wait = mapping.retryWait
        for _ in 1..<max(1, min(failures, 40)) where wait < mapping.retryWaitCeiling { wait *= 2 }
        return min(wait, mapping.retryWaitCeiling)
    }
}

extension StreamLane {
    /// The spans as a column keeps them; nil for none.
    var column: String? {
        spans.isEmpty
            ? nil : JSON.array(spans.map { [.int(Int($0.end)), .int($0.failures)] as JSON }).description
    }

    init(checkpoint: Int64, column: String?) {
        self.checkpoint = checkpoint
        spans = (JSON(column: column).array ?? []).compactMap { entry in
            guard let pair = entry.array, pair.count == 2, let end = pair[0].integer, let n = pair[1].integer else {
                return nil
            }
            return Span(end: Int64(end), failures: n)
        }
    }
}
