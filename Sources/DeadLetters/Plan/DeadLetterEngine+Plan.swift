import EventModel

extension DeadLetterEngine {
    /// Freezes a selection and says what a redrive of it will do; changes nothing.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`, or `noSuchDestination` for a destination that the operator named.
    package func plan(
        _ queue: String,
        _ selection: DeadLetterSelection,
        _ options: RedriveOptions = RedriveOptions()
    ) async throws -> RedrivePlan {
        throw DeadLetterError(.unavailable, "not yet")
    }
}
