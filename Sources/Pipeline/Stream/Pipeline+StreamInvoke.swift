import EventModel

extension Pipeline {
    /// Invokes a function with a batch of a stream, then moves its checkpoint; its place is reserved.
    func start(_ batch: StreamBatch) {
        guard let function = wiring.functions[batch.mapping.function] else { return }
        let token = begin(function)
        let requestID = settings.ids()
        let single = batch.records.count == 1
        let records = batch.records.enumerated().map { i, record in
            Invocation.Record(
                eventID: single ? requestID : "\(requestID)-\(i)",
                cause: record.id,
                correlationID: record.correlationID ?? record.id,
                eventType: record.eventType ?? "Record",
                attempt: batch.lane.failures + 1,
                waited: batch.received - max(batch.due, record.arrived),
                generation: record.generation
            )
        }
        let payload = batch.mapping.source.payload(batch.records)
        let invocation = Invocation(requestID: requestID, function: function, payload: payload, records: records)
        Task {
            let outcome = await execute(invocation, token: token)
            let ids = batch.records.map(\.sequenceNumber)
            let handled = BatchOutcome(
                outcome.result,
                ids: ids,
                reportsItemFailures: batch.mapping.reportsBatchItemFailures
            )
            let failed = ids.firstIndex { handled.error(of: $0) != nil }
            var next = batch
            let verdict = next.lane.finish(batch.seqs, failed: failed, batch.mapping)
            var due = outcome.ended
            if case .retry(let failures, let atOnce) = verdict, !atOnce {
                due = due + StreamLane.wait(after: failures, batch.mapping)
            }
            let isRetried = if case .retry = verdict { true } else { false }
            let again = ErrorInfo(
                type: "BatchCheckpoint",
                message: "a record before this one failed, so it comes again"
            )
            writeEnd(invocation, outcome, retry: isRetried ? due : nil) { i in
                handled.error(of: ids[i]) ?? failed.flatMap { i > $0 ? again : nil }
            }
            do {
                // An attempt that the pipeline's own stop ended is none: the lane stays as it is, for the next run.
                if invocation.state.isInterrupted { throw CancellationError() }
                if let failed, let error = handled.error(of: ids[failed]) {
                    next.log.add(
                        DeadLetter.Attempt(
                            number: batch.lane.failures + 1,
                            at: outcome.ended,
                            error: error,
                            requestID: requestID
                        )
                    )
                }
                let lines = try await journal.write { [wiring, next, due] db in
                    var lines = TelemetryLines()
                    try wiring.settle(next, verdict, requestID: requestID, due: due, in: db, at: outcome.ended, &lines)
                    return lines
                }
                telemetry.write(lines)
            } catch is CancellationError {
            } catch {
                // The lane stays marked as running, and is taken up by the next run.
                report(error)
            }
            scheduler.end(token)
        }
    }
}
