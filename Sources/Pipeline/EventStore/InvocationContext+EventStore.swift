import EventModel

extension InvocationContext {
    func aggregate(_ name: AggregateName) async throws -> AggregateState {
        try check(.readStream, name.description)
        return try await pipeline.aggregate(name)
    }

    func append(
        _ events: [NewAggregateEvent],
        to name: AggregateName,
        expecting version: Int,
        publishing: AggregatePublication?
    ) async throws -> AggregateState {
        try check(.appendToStream, name.description)
        if publishing != nil { try check(.putEvents, "default") }
        return try await pipeline.append(
            events,
            to: name,
            expecting: version,
            correlationID: correlationID,
            causationID: invocation.records[index].eventID,
            service: invocation.function.service,
            publishing: publishing
        )
    }
}
